/** What a comparison found, by the names the proof gives (migration/proof), in words. Names only, never content. */
const words: Readonly<Record<string, string>> = {
  subject: 'another subject',
  sender: 'another sender',
  sent: 'another sent time',
  received: 'another received time',
  class: 'another item class',
  importance: 'another importance',
  'has-attachments': 'attachments are not shown as there',
  'message-id': 'another Message-ID',
  recipients: 'other recipients',
  read: 'read state',
  flag: 'flag',
  categories: 'categories',
  folder: 'moved to another folder',
  'text-altered': 'text changed',
  'paragraph-missing': 'a paragraph is missing',
  'attachment-missing': 'an attachment is missing',
  'attachment-altered': 'an attachment changed',
  'attachment-renamed': 'an attachment has another name',
  'inline-picture-missing': 'an inline picture is missing',
  'nested-message-missing': 'an attached message is missing',
  'opaque-altered': 'a signed or encrypted message changed',
  'calendar-missing': 'a calendar part is missing',
  'calendar-altered': 'a calendar part changed',
};

/** @returns a phrase; a name that has none here is shown as it is, without its hyphens */
export const differenceWords = (name: string): string => {
  if (name.startsWith('nested:')) return `in an attached message: ${differenceWords(name.slice(7))}`;
  if (name.startsWith('unreadable-at-destination'))
    return 'the destination could not deliver it for comparison';
  if (name.startsWith('not-comparable:')) return `${spaced(name.slice(15))} could not be compared`;
  if (name.startsWith('server-normalised:'))
    return `${spaced(name.slice(18))} (rewritten by the server, nothing lost)`;
  return words[name] ?? spaced(name);
};

const spaced = (name: string): string => name.replaceAll('-', ' ');

/** Harmless ones say what the server rewrote; they never decide a verdict. */
export const isHarmless = (name: string): boolean =>
  name.startsWith('server-normalised:') || name.startsWith('not-comparable:');
