import { Button, makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { CheckmarkCircle16Filled, Copy20Regular, Open20Regular } from '@fluentui/react-icons';
import { useState } from 'react';
import type { Events } from '#shared/contract/contract.ts';
import { useActions, useSignIn } from '../../app/context.ts';
import { countdown } from '../../text/format.ts';
import { useSeconds } from '../../ui/use-now.ts';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, flex: 1 },
  text: { margin: 0 },
  code: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: '40px',
    lineHeight: '56px',
    fontWeight: tokens.fontWeightSemibold,
    letterSpacing: '0.06em',
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorBrandBackground2,
    color: tokens.colorBrandForeground2,
    textAlign: 'center',
    userSelect: 'all',
    overflowWrap: 'anywhere',
  },
  acts: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  waiting: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    marginTop: 'auto',
    color: tokens.colorNeutralForeground2,
    fontVariantNumeric: 'tabular-nums',
  },
  fetching: { margin: 'auto' },
});

const sizePx = 32;
const radius = 13;
const circumference = 2 * Math.PI * radius;

/** How much of the code's life is left, as a ring that empties. */
const LifeRing = ({ share }: { share: number }) => (
  <svg
    width={sizePx}
    height={sizePx}
    viewBox="0 0 32 32"
    aria-hidden
    style={{ transform: 'rotate(-90deg)', flexShrink: 0 }}
  >
    <circle cx="16" cy="16" r={radius} fill="none" stroke={tokens.colorNeutralStroke2} strokeWidth="4" />
    <circle
      cx="16"
      cy="16"
      r={radius}
      fill="none"
      stroke={tokens.colorCompoundBrandStroke}
      strokeWidth="4"
      strokeDasharray={`${circumference * share} ${circumference}`}
    />
  </svg>
);

/** The usual life of a device code (https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-device-code): 15 minutes. */
const usualLifeMs = 15 * 60_000;

export const CodePanel = ({ code }: { code: Events['signIn.codeReceived'] | null }) => {
  const styles = useStyles();
  const actions = useActions();
  const signIn = useSignIn();
  const [isCopied, setIsCopied] = useState(false);
  const nowMs = useSeconds(code !== null);
  if (code === null) return <Spinner className={styles.fetching} label="Asking for a code…" delay={200} />;
  const leftMs = Math.max(0, code.expiresAtMs - nowMs);
  const place = code.verificationUri.replace(/^https?:\/\//u, '').replace(/\/$/u, '');
  return (
    <div className={styles.root}>
      <p className={styles.text}>
        Open the sign-in page, on this computer or any other, and enter this code:
      </p>
      <div className={styles.code} aria-label={`Code ${code.userCode.split('').join(' ')}`} role="text">
        {code.userCode}
      </div>
      <div className={styles.acts}>
        <Button
          icon={isCopied ? <CheckmarkCircle16Filled /> : <Copy20Regular />}
          onClick={() => {
            void actions.copy(code.userCode).then((copied) => setIsCopied(copied));
          }}
        >
          {isCopied ? 'Copied' : 'Copy the code'}
        </Button>
        <Button appearance="primary" icon={<Open20Regular />} onClick={() => void signIn.openPage()}>
          Open the sign-in page
        </Button>
      </div>
      <div className={styles.waiting}>
        <LifeRing share={Math.min(1, leftMs / usualLifeMs)} />
        <span>
          Waiting for you at {place}. The code is good for {countdown(leftMs)}.
        </span>
      </div>
    </div>
  );
};
