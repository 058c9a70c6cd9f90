import { LightermanError } from '#shared/domain/errors.ts';

/**
 * The value of an `Authorization` header for Basic sign-in, UTF-8 (RFC 7617). Its caller sees to it that it travels over https.
 * Throws `app.bad-input` for a user name that cannot be told from the password (`:`) or for control characters.
 */
export const basicAuthorization = (userName: string, password: string): string => {
  if (userName.includes(':')) {
    throw new LightermanError('app.bad-input', {
      message: 'A user name for Basic sign-in must not contain a colon.',
    });
  }
  if (/\p{Cc}/u.test(userName) || /\p{Cc}/u.test(password)) {
    throw new LightermanError('app.bad-input', {
      message: 'User name or password contains a control character, for example a line break from a copy.',
    });
  }
  return `Basic ${Buffer.from(`${userName}:${password}`, 'utf8').toString('base64')}`;
};
