import { describe, expect, it } from 'vitest';
import { goodCallsPerStep, returnPermit, takePermit } from '#main/migration/shared-budget.ts';
import { createThrottle } from '#main/migration/throttle.ts';
import type { PermitRequest } from '#main/migration/worker-protocol.ts';

const request: PermitRequest = {
  operation: 'GetItem',
  mailbox: 'm',
  uploadBytes: 0,
  account: 'a',
  side: 'source',
};
const fine = { ok: true, backOffMs: null, tooManyConnections: false, uploadedBytes: 0 };
const owner = {};

/** A throttle, one thread's share of it, and the slot of the account. */
const shared = (importBytes: number | null = null) => {
  const clock = { nowMs: 1_700_000_000_000, now: () => clock.nowMs, sleep: () => Promise.resolve() };
  const throttle = createThrottle({
    clock,
    importCeiling: () => (importBytes === null ? null : { bytes: importBytes, windowMs: 1000 }),
  });
  const budget = throttle.share();
  const first = throttle.tryEnter(request, owner);
  if (!first.granted || first.slot === null) throw new Error('There must be a free permit.');
  throttle.leave(first.permit, fine);
  const { slot, isCounted } = first;
  const take = (from = budget): boolean => takePermit(from, slot, clock.now());
  const takeAll = (): number => {
    let taken = 0;
    while (take()) taken += 1;
    return taken;
  };
  return { clock, throttle, budget, slot, isCounted, take, takeAll };
};

describe('permits that threads take themselves', () => {
  it('are those of the host: one budget for all', () => {
    const { throttle, slot, budget, take, takeAll } = shared();
    const other = throttle.share();
    expect(take(other)).toBe(true);
    expect(takeAll()).toBe(3);
    expect(take(other)).toBe(false);
    expect(throttle.tryEnter(request, owner)).toEqual({ granted: false, untilMs: null });
    expect(returnPermit(budget, slot)).toBe(false);
    expect(throttle.tryEnter(request, owner).granted).toBe(true);
    expect(take()).toBe(false);
  });

  it('go to who waits at the host first, and whoever gives one back hears of it', async () => {
    const { throttle, slot, budget, take, takeAll } = shared();
    takeAll();
    const waits = throttle.enter(request, owner, new AbortController().signal);
    expect(returnPermit(budget, slot)).toBe(true);
    expect(take()).toBe(false);
    throttle.look(slot);
    await expect(waits).resolves.toBeGreaterThan(0);
    expect(take()).toBe(false);
    returnPermit(budget, slot);
    expect(take()).toBe(true);
  });

  it('do not wait for somebody who has stopped', async () => {
    const { throttle, slot, budget, take, takeAll } = shared();
    takeAll();
    const controller = new AbortController();
    const waits = throttle.enter(request, owner, controller.signal);
    controller.abort();
    await expect(waits).rejects.toMatchObject({ code: 'app.stopped' });
    returnPermit(budget, slot);
    expect(take()).toBe(true);
  });

  it('are not there during a pause, to the millisecond or a little longer', () => {
    const { clock, throttle, budget, slot, take } = shared();
    expect(take()).toBe(true);
    throttle.leaveShared(budget, slot, { ...fine, ok: false, backOffMs: 1234 });
    expect(take()).toBe(false);
    clock.nowMs += 1233;
    expect(take()).toBe(false);
    clock.nowMs += 100;
    expect(take()).toBe(true);
  });

  it('are fewer after too many connections, more after many good calls, never above ten', () => {
    const { throttle, budget, slot, take, takeAll } = shared();
    take();
    throttle.leaveShared(budget, slot, { ...fine, ok: false, tooManyConnections: true });
    expect(takeAll()).toBe(2);
    for (let taken = 0; taken < 2; taken += 1) returnPermit(budget, slot);
    for (let call = 0; call < goodCallsPerStep * 20; call += 1) {
      take();
      if (returnPermit(budget, slot)) throttle.look(slot);
    }
    expect(takeAll()).toBe(10);
  });

  it('come back when the thread dies, once', () => {
    const { throttle, budget, take, takeAll } = shared();
    takeAll();
    const other = throttle.share();
    throttle.reclaim(budget);
    throttle.reclaim(budget);
    for (let taken = 0; taken < 4; taken += 1) expect(take(other)).toBe(true);
    expect(take(other)).toBe(false);
  });

  it('are not for uploads that the host counts', () => {
    expect(shared(100).isCounted).toBe(true);
    expect(shared().isCounted).toBe(false);
  });
});
