// XState 5: one actor for each customer.
import { createActor, createMachine } from 'xstate';
import { CUSTOMERS, measure, ROWS } from './events.js';

const states = {};
for (const [stage, rows] of Object.entries(ROWS)) {
  states[stage] = { on: {} };
  for (const [event, choices] of Object.entries(rows))
    states[stage].on[event] = choices.map(([target, least, most = 999]) => (least === undefined
      ? { target, reenter: true }
      : { target, reenter: true, guard: (_) => _.event.value >= least && _.event.value <= most }));
}
const machine = createMachine({ initial: 'awareness', states });
const actors = Array.from({ length: CUSTOMERS }, () => createActor(machine).start());
measure(process.argv[2], (customer, event) => actors[customer].send(event), (customer) => actors[customer].getSnapshot().value);
