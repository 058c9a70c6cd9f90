import {
  type AttachmentFacts,
  type ContentFingerprint,
  fingerprintVersion,
  type TnefFacts,
} from './fingerprint-types.ts';

const noFile: AttachmentFacts = {
  sha256: '',
  linesSha256: null,
  sizeBytes: 0,
  name: null,
  otherName: null,
  nameDoubtful: false,
  contentType: 'application/ms-tnef',
  charset: null,
  contentId: null,
  inline: false,
  text: null,
};

/** A message inside `winmail.dat`, as a message that carries nothing but TNEF: compared with the MIME that a server makes of it. */
export const tnefAsMessage = (facts: Omit<TnefFacts, 'file'>): ContentFingerprint => ({
  version: fingerprintVersion,
  bodyTextHash: facts.bodies.at(-1)?.folded ?? '',
  body: [],
  otherBodies: [],
  contentIds: [],
  shownContentIds: [],
  attachments: [],
  calendars: [],
  nested: [],
  opaque: [],
  tnef: [{ ...facts, file: noFile }],
  oddities: [],
  otherReading: null,
});
