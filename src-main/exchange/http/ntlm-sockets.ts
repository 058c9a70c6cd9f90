import type { TLSSocket } from 'node:tls';
import { Client } from 'undici';
import { LightermanError } from '#shared/domain/errors.ts';
import { channelBindingOf } from '../auth/channel-binding.ts';
import { createNtlmClient } from '../auth/ntlm.ts';
import { readChallenges } from './challenges.ts';
import { CallError, withoutEffect } from './http-errors.ts';
import {
  type BodySink,
  type Deadlines,
  type HttpHead,
  type HttpRequest,
  roundTrip,
  WholeBody,
} from './round-trip.ts';
import { clientOptions, connectorFor, type ServerAddress } from './sockets.ts';

/**
 * NTLM signs in a *connection*, not a request: one undici Client (one socket) per slot, one handshake per socket.
 * The first leg goes out with an empty body, so that a body is sent once, together with the answer to the challenge.
 * [MS-NTHT] https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-ntht/f09cf6e1-529e-403b-a8a5-7368ee096a6a
 */
export interface NtlmSignIn {
  readonly userName: string;
  readonly password: () => Promise<string>;
}

interface Slot {
  readonly client: Client;
  /** Counts the sockets this slot has had; 0 = none yet. */
  socketNumber: number;
  isConnected: boolean;
  /** Number of the socket that is signed in. */
  signedInSocket: number | null;
  certificate: Uint8Array | null;
}

const mostSlots = 27;
const handshakeDeadlines: Deadlines = { headersMs: 60_000, idleMs: 60_000, wholeMs: 90_000 };
/** A socket can close between the legs (idle limit, load balancer); then the handshake starts over on a new one. */
const mostHandshakes = 3;

type Scheme = 'NTLM' | 'Negotiate';

const isTlsSocket = (socket: object): socket is TLSSocket => 'getPeerCertificate' in socket;

export class NtlmSockets {
  readonly #address: ServerAddress;
  readonly #signIn: NtlmSignIn;
  readonly #caPem: string | null;
  readonly #slots: Slot[] = [];
  readonly #free: Slot[] = [];
  readonly #waiting: ((slot: Slot) => void)[] = [];
  #scheme: Scheme = 'NTLM';
  /** Handshakes begun, for tests and the log. */
  handshakes = 0;

  constructor(address: ServerAddress, signIn: NtlmSignIn, caPem: string | null) {
    this.#address = address;
    this.#signIn = signIn;
    this.#caPem = caPem;
  }

  /**
   * As `roundTrip`, on a signed-in socket.
   * @throws CallError also `auth.denied`, `auth.kerberos-only`; both certain to have had no effect.
   */
  async send(
    request: HttpRequest,
    sink: BodySink,
    deadlines: Deadlines,
    signal: AbortSignal,
  ): Promise<HttpHead> {
    const slot = await this.#acquire();
    try {
      return await this.#sendOn(slot, request, sink, deadlines, signal);
    } finally {
      this.#release(slot);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#slots.map(async (slot) => slot.client.destroy()));
  }

  async #sendOn(
    slot: Slot,
    request: HttpRequest,
    sink: BodySink,
    deadlines: Deadlines,
    signal: AbortSignal,
  ): Promise<HttpHead> {
    const replayable = request.body === null || request.body instanceof Uint8Array;
    for (let attempt = 1; ; attempt++) {
      const wasSignedIn = slot.isConnected && slot.signedInSocket === slot.socketNumber;
      let authorization: string | null = null;
      if (!wasSignedIn) authorization = await this.#handshake(slot, signal);
      const socketNumber = slot.socketNumber;
      const outcome = new RefusalSink(sink);
      const head = await roundTrip(
        slot.client,
        this.#address.host,
        authorization === null ? request : { ...request, headers: { ...request.headers, authorization } },
        outcome,
        deadlines,
        signal,
      );
      if (head.status !== 401) {
        if (slot.socketNumber === socketNumber) slot.signedInSocket = socketNumber;
        return head;
      }
      slot.signedInSocket = null;
      const onSameSocket = slot.socketNumber === socketNumber;
      // The answer to our challenge was refused on the socket it belongs to: the password is wrong. Never again.
      if (authorization !== null && onSameSocket) throw denied(head);
      if (!replayable) {
        throw new CallError('auth.transient', 'none', {
          message: 'The connection lost its sign-in during an upload.',
          status: 401,
        });
      }
      if (attempt >= mostHandshakes) throw denied(head);
    }
  }

  /** First leg. @returns the Authorization header for the request itself, `null` when the server wants none. */
  async #handshake(slot: Slot, signal: AbortSignal): Promise<string | null> {
    const password = await this.#signIn.password();
    for (let attempt = 1; attempt <= mostHandshakes; attempt++) {
      this.handshakes += 1;
      const first = createNtlmClient({ userName: this.#signIn.userName, password });
      const head = await this.#emptyRequest(
        slot,
        `${this.#scheme} ${Buffer.from(first.negotiate()).toString('base64')}`,
        signal,
      );
      if (head.status !== 401) return null;
      const challenges = readChallenges(head.headers['www-authenticate']);
      if (challenges.token === null) {
        this.#chooseScheme(challenges.schemes);
        continue;
      }
      if (!slot.isConnected) continue;
      const second = createNtlmClient({
        userName: this.#signIn.userName,
        password,
        channelBinding: slot.certificate === null ? null : channelBindingOf(slot.certificate),
        targetName: `HTTP/${this.#address.host.replace(/:\d+$/, '')}`,
      });
      const answer = second.authenticate(Buffer.from(challenges.token, 'base64'));
      return `${this.#scheme} ${Buffer.from(answer).toString('base64')}`;
    }
    throw new CallError('endpoint.unreachable', 'none', {
      message: 'The server closes the connection during the NTLM handshake.',
      details: { host: this.#address.host },
    });
  }

  /** The server gave no challenge to what we offered. */
  #chooseScheme(offered: readonly string[]): void {
    if (this.#scheme === 'NTLM' && !offered.includes('ntlm') && offered.includes('negotiate')) {
      this.#scheme = 'Negotiate';
      return;
    }
    if (offered.includes('negotiate') && !offered.includes('ntlm')) {
      throw new CallError('auth.kerberos-only', 'none', { details: { offered: offered.join(' ') } });
    }
    throw new CallError('auth.denied', 'none', {
      message: 'The server does not offer the sign-in of this endpoint.',
      details: { offered: offered.join(' ') },
      status: 401,
    });
  }

  async #emptyRequest(slot: Slot, authorization: string, signal: AbortSignal): Promise<HttpHead> {
    return roundTrip(
      slot.client,
      this.#address.host,
      {
        method: 'POST',
        path: this.#address.path,
        headers: { authorization, 'content-type': 'text/xml; charset=utf-8' },
        body: null,
      },
      new WholeBody(1_000_000),
      handshakeDeadlines,
      signal,
    ).catch((error: unknown) => {
      throw withoutEffect(error);
    });
  }

  #acquire(): Promise<Slot> {
    // A signed-in socket first: a handshake costs a round trip.
    const index = this.#free.findLastIndex(
      (slot) => slot.isConnected && slot.signedInSocket === slot.socketNumber,
    );
    const [slot] = index === -1 ? [this.#free.pop()] : this.#free.splice(index, 1);
    if (slot !== undefined) return Promise.resolve(slot);
    if (this.#slots.length < mostSlots) {
      const added = this.#openSlot();
      this.#slots.push(added);
      return Promise.resolve(added);
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #release(slot: Slot): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(slot);
    else next(slot);
  }

  #openSlot(): Slot {
    // A resumed TLS session may come without the certificate that the channel binding needs.
    const connect = connectorFor(this.#caPem, false);
    const client = new Client(this.#address.origin, {
      ...clientOptions,
      connect: (options, callback) => {
        connect(options, (...result) => {
          const [error, socket] = result;
          if (error === null) {
            slot.socketNumber += 1;
            slot.isConnected = true;
            slot.certificate = isTlsSocket(socket) ? (socket.getPeerCertificate().raw ?? null) : null;
          }
          callback(...result);
        });
      },
    });
    const slot: Slot = {
      client,
      socketNumber: 0,
      isConnected: false,
      signedInSocket: null,
      certificate: null,
    };
    client.on('disconnect', () => {
      slot.isConnected = false;
    });
    return slot;
  }
}

/** Hands on everything but a 401, which concerns this layer alone. */
class RefusalSink implements BodySink {
  readonly #sink: BodySink;
  #isRefusal = false;

  constructor(sink: BodySink) {
    this.#sink = sink;
  }

  head(...[head, flow]: Parameters<BodySink['head']>): void {
    this.#isRefusal = head.status === 401;
    if (!this.#isRefusal) this.#sink.head(head, flow);
  }

  data(chunk: Buffer): void {
    if (!this.#isRefusal) this.#sink.data(chunk);
  }
}

const denied = (head: HttpHead): LightermanError => {
  const offered = readChallenges(head.headers['www-authenticate']).schemes;
  return new CallError('auth.denied', 'none', { details: { offered: offered.join(' ') }, status: 401 });
};
