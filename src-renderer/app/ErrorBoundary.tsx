import { Button, Text, tokens } from '@fluentui/react-components';
import { Component, type ReactNode } from 'react';

interface State {
  readonly failed: boolean;
}

/** A fault in the drawing of the window must not leave it blank: the work goes on in another process. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { failed: false };

  static getDerivedStateFromError(): State {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <div
        role="alert"
        style={{ padding: tokens.spacingHorizontalXXXL, display: 'grid', gap: 12, justifyItems: 'start' }}
      >
        <Text as="h1" size={500} weight="semibold">
          This view could not be drawn
        </Text>
        <Text>The migration is not affected: it runs in a part of its own. Load the view again.</Text>
        <Button appearance="primary" onClick={() => window.location.reload()}>
          Load again
        </Button>
      </div>
    );
  }
}
