import { describe, expect, it } from 'vitest';
import type { Clock } from '#main/migration/clock.ts';
import { createThrottle } from '#main/migration/throttle.ts';
import type { PermitRequest } from '#main/migration/worker-protocol.ts';

const request = (more: Partial<PermitRequest> = {}): PermitRequest => ({
  operation: 'GetItem',
  mailbox: 'a@x.example',
  uploadBytes: 0,
  account: 'admin',
  side: 'source',
  ...more,
});
const good = { ok: true, backOffMs: null, tooManyConnections: false, uploadedBytes: 0 };

const clockAt = (): Clock & { ms: number } => ({
  ms: 1_000_000,
  now() {
    return this.ms;
  },
  sleep: async () => undefined,
});

describe('throttle', () => {
  it('never opens more requests for an account than its limit, and hands freed permits on', async () => {
    const throttle = createThrottle({ clock: clockAt(), importCeiling: () => null });
    const owner = {};
    const permits = Array.from({ length: 4 }, () => throttle.tryEnter(request(), owner));
    expect(permits.every((answer) => answer.granted)).toBe(true);
    expect(throttle.tryEnter(request(), owner)).toEqual({ granted: false, untilMs: null });
    const waiting = throttle.enter(request(), owner, new AbortController().signal);
    const [first] = permits;
    if (first?.granted === true) throttle.leave(first.permit, good);
    await expect(waiting).resolves.toBeTypeOf('number');
    // Another account has a budget of its own.
    expect(throttle.tryEnter(request({ account: 'other' }), owner).granted).toBe(true);
  });

  it('sends nothing into a back-off the server demanded, and says until when', () => {
    const clock = clockAt();
    const throttle = createThrottle({ clock, importCeiling: () => null });
    const owner = {};
    const entered = throttle.tryEnter(request(), owner);
    if (entered.granted) throttle.leave(entered.permit, { ...good, ok: false, backOffMs: 30_000 });
    expect(throttle.tryEnter(request(), owner)).toEqual({ granted: false, untilMs: clock.ms + 30_000 });
    clock.ms += 29_999;
    expect(throttle.tryEnter(request(), owner).granted).toBe(false);
    clock.ms += 1;
    expect(throttle.tryEnter(request(), owner).granted).toBe(true);
  });

  it('halves an account whose server has too many connections and grows by one after a hundred good calls', () => {
    const throttle = createThrottle({ clock: clockAt(), importCeiling: () => null });
    const owner = {};
    const open = (): number => {
      const granted: number[] = [];
      for (;;) {
        const answer = throttle.tryEnter(request(), owner);
        if (!answer.granted) break;
        granted.push(answer.permit);
      }
      for (const permit of granted) throttle.leave(permit, { ...good, ok: false });
      return granted.length;
    };
    expect(open()).toBe(4);
    const one = throttle.tryEnter(request(), owner);
    if (one.granted) throttle.leave(one.permit, { ...good, ok: false, tooManyConnections: true });
    expect(open()).toBe(2);
    for (let call = 0; call < 100; call += 1) {
      const answer = throttle.tryEnter(request(), owner);
      if (answer.granted) throttle.leave(answer.permit, good);
    }
    expect(open()).toBe(3);
  });

  it('keeps a destination mailbox under its import ceiling and tells when the window has room again', () => {
    const clock = clockAt();
    const throttle = createThrottle({ clock, importCeiling: () => ({ bytes: 100, windowMs: 1000 }) });
    const owner = {};
    const first = throttle.tryEnter(request({ uploadBytes: 60 }), owner);
    if (first.granted) throttle.leave(first.permit, { ...good, uploadedBytes: 60 });
    clock.ms += 400;
    expect(throttle.tryEnter(request({ uploadBytes: 60 }), owner)).toEqual({
      granted: false,
      untilMs: clock.ms + 600,
    });
    expect(throttle.tryEnter(request({ uploadBytes: 40 }), owner).granted).toBe(true);
    expect(throttle.tryEnter(request({ uploadBytes: 60, mailbox: 'b@x.example' }), owner).granted).toBe(true);
    clock.ms += 600;
    expect(throttle.tryEnter(request({ uploadBytes: 60 }), owner).granted).toBe(true);
  });

  it('takes back what a dead thread held, and a stop ends a wait', async () => {
    const throttle = createThrottle({ clock: clockAt(), importCeiling: () => null });
    const dead = {};
    for (let open = 0; open < 4; open += 1) throttle.tryEnter(request(), dead);
    const controller = new AbortController();
    const stopped = throttle.enter(request(), {}, controller.signal);
    controller.abort();
    await expect(stopped).rejects.toMatchObject({ code: 'app.stopped' });
    const waiting = throttle.enter(request(), {}, new AbortController().signal);
    throttle.releaseAll(dead);
    await expect(waiting).resolves.toBeTypeOf('number');
  });
});
