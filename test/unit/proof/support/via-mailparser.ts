import { simpleParser } from 'mailparser';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';

/** Reads with mailparser and writes anew with nodemailer, as a server would that knows body and attachments only. */
export const viaMailparser = async (mime: Buffer): Promise<Buffer> => {
  const parsed = await simpleParser(mime, {
    skipTextToHtml: true,
    skipImageLinks: true,
    skipTextLinks: true,
    skipHtmlToText: true,
  });
  const composer = new MailComposer({
    subject: parsed.subject,
    date: parsed.date ?? new Date(0),
    ...(parsed.text === undefined ? {} : { text: parsed.text }),
    ...(parsed.html === false || parsed.html === undefined ? {} : { html: parsed.html }),
    attachments: parsed.attachments.map((attachment) => ({
      filename: attachment.filename ?? false,
      content: attachment.content,
      contentType: attachment.contentType,
      ...(attachment.cid === undefined ? {} : { cid: attachment.cid }),
    })),
  });
  return new Promise((resolve, reject) => {
    composer.compile().build((error, message) => (error === null ? resolve(message) : reject(error)));
  });
};
