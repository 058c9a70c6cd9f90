import { type RefObject, useEffect, useState } from 'react';

/** The width of an element in CSS pixels, followed as it changes; `initial` until it was drawn once. */
export const useWidth = (element: RefObject<HTMLElement | null>, initial: number): number => {
  const [widthPx, setWidthPx] = useState(initial);
  useEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    // The first observation comes at once, before the next picture.
    const observer = new ResizeObserver(() => setWidthPx(target.clientWidth));
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return widthPx;
};
