import { Button, Field, Input, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useSignIn } from '../../app/context.ts';

const useStyles = makeStyles({
  form: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    flex: 1,
    alignItems: 'stretch',
  },
  submit: { alignSelf: 'start' },
});

/** User name and password, or an application's secret. They go into the vault and nowhere else. */
export const SecretPanel = ({
  endpoint,
  method,
  userName,
  isBusy,
}: {
  endpoint: string;
  method: 'password' | 'app-secret';
  userName: string | null;
  isBusy: boolean;
}) => {
  const styles = useStyles();
  const signIn = useSignIn();
  const [name, setName] = useState(userName ?? '');
  const [secret, setSecret] = useState('');
  const isReady = secret !== '' && (method === 'app-secret' || name.trim() !== '');
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady || isBusy) return;
        void signIn.start(
          endpoint,
          method,
          method === 'password' ? { userName: name.trim(), secret } : { secret },
        );
        setSecret('');
      }}
    >
      {method === 'password' && (
        <Field label="User name" hint="As the server knows it: DOMAIN\name or name@company.com">
          <Input value={name} autoComplete="off" onChange={(_event, { value }) => setName(value)} />
        </Field>
      )}
      <Field
        label={method === 'password' ? 'Password' : 'Client secret'}
        hint="It is kept encrypted in the vault of this computer."
      >
        <Input
          type="password"
          value={secret}
          autoComplete="off"
          onChange={(_event, { value }) => setSecret(value)}
        />
      </Field>
      <Button
        className={styles.submit}
        appearance="primary"
        type="submit"
        disabledFocusable={!isReady || isBusy}
      >
        {isBusy ? 'Signing in…' : 'Sign in'}
      </Button>
    </form>
  );
};
