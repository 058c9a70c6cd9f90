/** The few globals that every host of this code has (Node 20+, Chrome 114+), without pulling in the DOM's or Node's types. */
declare function structuredClone<Value>(value: Value): Value;
declare function queueMicrotask(callback: () => void): void;
