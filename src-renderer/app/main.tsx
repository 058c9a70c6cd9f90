import { createDOMRenderer, RendererProvider } from '@fluentui/react-components';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { getBridge } from '../api/bridge.ts';
import { createActions } from '../features/project/actions.ts';
import { startController } from '../features/project/controller.ts';
import { createAppStore } from '../features/project/state.ts';
import { createSignInActions } from '../features/sign-in/actions.ts';
import { App } from './App.tsx';
import { AppContext } from './context.ts';

/** The page's policy allows styles made at run time only with the nonce of this load. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
const styles = createDOMRenderer(document, nonce === undefined ? {} : { styleElementAttributes: { nonce } });

const bridge = getBridge();
const store = createAppStore();
const controller = startController(bridge, store);
const actions = createActions(store, controller);
const signIn = createSignInActions(store, controller);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no root.');
createRoot(root).render(
  <StrictMode>
    <RendererProvider renderer={styles} targetDocument={document}>
      <AppContext.Provider value={{ store, actions, signIn, bridge }}>
        <App />
      </AppContext.Provider>
    </RendererProvider>
  </StrictMode>,
);
