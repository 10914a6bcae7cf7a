// robot3: one service for each customer.
import { createMachine, guard, interpret, state, transition } from 'robot3';
import { CUSTOMERS, measure, ROWS } from './events.js';

const states = {};
for (const [stage, rows] of Object.entries(ROWS)) {
  const transitions = [];
  for (const [event, choices] of Object.entries(rows))
    for (const [target, least, most = 999] of choices)
      transitions.push(least === undefined
        ? transition(event, target)
        : transition(event, target, guard((_, e) => e.value >= least && e.value <= most)));
  states[stage] = state(...transitions);
}
const machine = createMachine('awareness', states);
const services = Array.from({ length: CUSTOMERS }, () => interpret(machine, () => {}));
measure(process.argv[2], (customer, event) => services[customer].send(event), (customer) => services[customer].machine.current);
