// Deletes one migrated message, doubles one and alters one by raw SOAP, where exchangelib is missing. Shares no code with the engine.
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { env } from 'node:process';

/** @param {string} name @returns {string} an environment variable that must be set */
const needed = (name) => {
  const value = env[name];
  if (value === undefined) throw new Error(`${name} is not set.`);
  return value;
};
const url = needed('TAMPER_URL');
const ca = readFileSync(needed('TAMPER_CA'));

/** @param {string} text */
const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
/** @param {string} text */
const unescape = (text) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll(/&#(x?)([0-9a-f]+);/giu, (_, /** @type {string} */ hex, /** @type {string} */ digits) =>
      String.fromCodePoint(Number.parseInt(digits, hex === '' ? 10 : 16)),
    )
    .replaceAll('&amp;', '&');

const stampField =
  '<t:ExtendedFieldURI DistinguishedPropertySetId="PublicStrings" PropertyName="LightermanSource" PropertyType="String"/>';
const inbox = `<t:DistinguishedFolderId Id="inbox"><t:Mailbox><t:EmailAddress>${escape(needed('TAMPER_MAILBOX'))}</t:EmailAddress></t:Mailbox></t:DistinguishedFolderId>`;

/** @param {string} body @returns {Promise<string>} */
const soap = (body) =>
  new Promise((resolve, reject) => {
    const text =
      '<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" ' +
      'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types">' +
      `<s:Header><t:RequestServerVersion Version="Exchange2016"/></s:Header><s:Body>${body}</s:Body></s:Envelope>`;
    const call = request(
      url,
      {
        method: 'POST',
        ca,
        auth: `${needed('TAMPER_USER')}:${needed('TAMPER_PASSWORD')}`,
        headers: { 'content-type': 'text/xml; charset=utf-8', 'content-length': Buffer.byteLength(text) },
      },
      (response) => {
        let answer = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => (answer += chunk));
        response.on('end', () => {
          if (response.statusCode === 200 && !answer.includes('ResponseClass="Error"')) resolve(answer);
          else reject(new Error(`HTTP ${response.statusCode}: ${answer.slice(0, 500)}`));
        });
      },
    );
    call.on('error', reject);
    call.end(text);
  });

const listing = await soap(
  `<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties><t:FieldURI FieldURI="item:Subject"/>${stampField}</t:AdditionalProperties></m:ItemShape>` +
    `<m:IndexedPageItemView MaxEntriesReturned="1000" Offset="0" BasePoint="Beginning"/><m:ParentFolderIds>${inbox}</m:ParentFolderIds></m:FindItem>`,
);
const migrated = listing
  .split(/<t:ItemId /u)
  .slice(1)
  .filter((part) => part.includes('LightermanSource'))
  .map((part) => ({
    id: /Id="([^"]+)"/u.exec(part)?.[1] ?? '',
    changeKey: /ChangeKey="([^"]+)"/u.exec(part)?.[1] ?? '',
    subject: unescape(/<t:Subject>([^<]*)</u.exec(part)?.[1] ?? ''),
  }));
const single = migrated.filter(
  (one) => one.subject !== '' && migrated.filter((other) => other.subject === one.subject).length === 1,
);
const [deleted, doubled, altered] = [single[0], single[Math.floor(single.length / 2)], single.at(-1)];
if (single.length < 3 || deleted === undefined || doubled === undefined || altered === undefined)
  throw new Error('There are fewer than three messages to tamper with.');
/** @param {{id: string, changeKey: string}} one */
const idOf = (one) => `<t:ItemId Id="${escape(one.id)}" ChangeKey="${escape(one.changeKey)}"/>`;

await soap(`<m:DeleteItem DeleteType="HardDelete"><m:ItemIds>${idOf(deleted)}</m:ItemIds></m:DeleteItem>`);
process.stdout.write(`deleted: "${deleted.subject}"\n`);
await soap(
  `<m:CopyItem><m:ToFolderId>${inbox}</m:ToFolderId><m:ItemIds>${idOf(doubled)}</m:ItemIds></m:CopyItem>`,
);
process.stdout.write(`doubled: "${doubled.subject}"\n`);
await soap(
  `<m:UpdateItem MessageDisposition="SaveOnly" ConflictResolution="AlwaysOverwrite"><m:ItemChanges><t:ItemChange>${idOf(altered)}<t:Updates><t:SetItemField>` +
    '<t:FieldURI FieldURI="item:Subject"/><t:Message><t:Subject>Altered behind our back</t:Subject></t:Message></t:SetItemField></t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>',
);
process.stdout.write(`altered: "${altered.subject}"\n`);
