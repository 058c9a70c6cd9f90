import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
} from '@fluentui/react-components';
import { useState } from 'react';
import { useActions, useApp } from '../../app/context.ts';

/** Asks for the passphrase where the system has no keychain. */
export const VaultDialog = () => {
  const isLocked = useApp((state) => state.vaultLocked);
  const isBusy = useApp((state) => state.busy.has('unlock'));
  const actions = useActions();
  const [passphrase, setPassphrase] = useState('');
  const unlock = async () => {
    if (await actions.unlockVault(passphrase)) setPassphrase('');
  };
  return (
    <Dialog open={isLocked} onOpenChange={(_event, { open }) => !open && actions.leaveVaultLocked()}>
      <DialogSurface aria-describedby={undefined}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void unlock();
          }}
        >
          <DialogBody>
            <DialogTitle>Unlock the vault</DialogTitle>
            <DialogContent>
              <Field
                label="Passphrase"
                hint="The vault keeps the sign-ins. This computer has no keychain for it, so it needs a passphrase of at least 8 characters; the first one you give is kept."
              >
                <Input
                  type="password"
                  value={passphrase}
                  onChange={(_event, { value }) => setPassphrase(value)}
                  autoFocus
                />
              </Field>
            </DialogContent>
            <DialogActions>
              <Button onClick={actions.leaveVaultLocked}>Cancel</Button>
              <Button appearance="primary" type="submit" disabledFocusable={isBusy || passphrase.length < 8}>
                Unlock
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
};
