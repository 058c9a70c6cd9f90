import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMessage } from '#main/practice/mailstore/mime/read-message.ts';
import { sharedMaterial, skipWithout } from '#test/support/shared-material.ts';
import { factsOf, render } from './message-facts.ts';

const corpus = sharedMaterial('mail-corpus');

describe.skipIf(skipWithout('the mail corpus (../shared/mail-corpus)', corpus !== null))(
  'the mail corpus',
  () => {
    const files = readdirSync(corpus ?? '.').filter((file) => file.endsWith('.eml'));
    const bytesOf = (file: string): Buffer => readFileSync(join(corpus ?? '.', file));

    it('holds all its messages', () => {
      expect(files).toHaveLength(312);
    });

    it('says the same after being written anew, twice', () => {
      for (const file of files) {
        const original = readMessage(bytesOf(file));
        const once = readMessage(render(original, `source ${file}`));
        const twice = readMessage(render(once, `destination ${file}`));
        expect(factsOf(once), file).toEqual(factsOf(original));
        expect(factsOf(twice), file).toEqual(factsOf(original));
      }
    });

    it('comes back byte-equal in fewer than one of twenty cases, from one server and from the next', () => {
      const equal = files.filter((file) => render(readMessage(bytesOf(file)), file).equals(bytesOf(file)));
      const equalAgain = files.filter((file) => {
        const once = render(readMessage(bytesOf(file)), `source ${file}`);
        return render(readMessage(once), `destination ${file}`).equals(once);
      });
      expect(equal.length).toBeLessThan(files.length / 20);
      expect(equalAgain.length).toBeLessThan(files.length / 20);
    });

    it('is written the same way for the same item', () => {
      for (const file of files) {
        const message = readMessage(bytesOf(file));
        expect(render(message, 'item').equals(render(message, 'item')), file).toBe(true);
      }
    });

    it('keeps every header field but those a server writes itself', () => {
      const own = /^(?:mime-version|x-ms-exchange-organization-(?:authsource|network-message-id))$/i;
      for (const file of files) {
        const names = (fields: readonly { name: string }[]): string[] =>
          fields
            .map((field) => field.name.toLowerCase())
            .filter((name) => !own.test(name))
            .sort();
        const original = readMessage(bytesOf(file));
        expect(names(readMessage(render(original)).fields), file).toEqual(names(original.fields));
      }
    });

    it('goes through any bytes: truncated at any place, it is still read and written', () => {
      for (const file of files.slice(0, 60)) {
        const bytes = bytesOf(file);
        for (let cut = 1; cut < 8; cut += 1) {
          const original = readMessage(bytes.subarray(0, Math.floor((bytes.length * cut) / 8)));
          expect(factsOf(readMessage(render(original))), `${file} cut at ${cut}/8`).toEqual(
            factsOf(original),
          );
        }
      }
    });
  },
);
