// The seven-stage journeys for JavaScript: the events file, the rows, and the one line that run.py reads.
import { readFileSync } from 'node:fs';

export const STAGES = ['awareness', 'discovery', 'interest', 'consideration', 'action', 'use', 'advocacy'];
export const EVENTS = ['page_view', 'search', 'product_view', 'wishlist_add', 'cart_add', 'cart_remove', 'purchase', 'delivery', 'review',
  'refund', 'inactivity', 'email_open'];
export const CUSTOMERS = 10000;

// stage: {event: [[to, least, most], ...]}
export const ROWS = {
  awareness: { page_view: [['discovery']], search: [['discovery']], product_view: [['interest']] },
  discovery: { search: [['interest']], product_view: [['interest']], inactivity: [['awareness']] },
  interest: { product_view: [['consideration', 300]], wishlist_add: [['consideration']], cart_add: [['consideration']],
    inactivity: [['discovery']] },
  consideration: { purchase: [['action', 50]], cart_remove: [['interest']], cart_add: [['consideration']] },
  action: { delivery: [['use']], refund: [['consideration']] },
  use: { review: [['advocacy', 700], ['consideration', 0, 199]], refund: [['consideration']], purchase: [['action', 50]],
    inactivity: [['interest']] },
  advocacy: { purchase: [['action', 50]], inactivity: [['use']] },
};

// Runs send(customer, event) for each event and tells what it took; stage(customer) is asked afterwards.
export function measure(path, send, stage) {
  const [, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const events = lines.map((line) => {
    const [customer, type, value] = line.split(' ').map(Number);
    return [customer, { type: EVENTS[type], value }];
  });
  const begun = process.cpuUsage();
  for (const [customer, event] of events)
    send(customer, event);
  const { user, system } = process.cpuUsage(begun);
  const histogram = STAGES.map(() => 0);
  for (let customer = 0; customer < CUSTOMERS; customer++)
    histogram[STAGES.indexOf(stage(customer))]++;
  console.log(JSON.stringify({ seconds: (user + system) / 1e6, events: events.length, histogram }));
}
