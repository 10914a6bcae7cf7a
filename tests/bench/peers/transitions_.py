"""transitions: one machine, one model object for each customer."""
import json
import sys
import time

from transitions import Machine

STAGES = ['awareness', 'discovery', 'interest', 'consideration', 'action', 'use', 'advocacy']
EVENTS = ['page_view', 'search', 'product_view', 'wishlist_add', 'cart_add', 'cart_remove', 'purchase', 'delivery', 'review', 'refund',
          'inactivity', 'email_open']
ROWS = [('awareness', 'page_view', 'discovery'), ('awareness', 'search', 'discovery'), ('awareness', 'product_view', 'interest'),
        ('discovery', 'search', 'interest'), ('discovery', 'product_view', 'interest'), ('discovery', 'inactivity', 'awareness'),
        ('interest', 'product_view', 'consideration', 300), ('interest', 'wishlist_add', 'consideration'),
        ('interest', 'cart_add', 'consideration'), ('interest', 'inactivity', 'discovery'),
        ('consideration', 'purchase', 'action', 50), ('consideration', 'cart_remove', 'interest'),
        ('consideration', 'cart_add', 'consideration'), ('action', 'delivery', 'use'), ('action', 'refund', 'consideration'),
        ('use', 'review', 'advocacy', 700), ('use', 'review', 'consideration', 0, 199), ('use', 'refund', 'consideration'),
        ('use', 'purchase', 'action', 50), ('use', 'inactivity', 'interest'), ('advocacy', 'purchase', 'action', 50),
        ('advocacy', 'inactivity', 'use')]


class Customer:
    pass


def within(least, most=999):
    return lambda value: least <= value <= most


machine = Machine(model=None, states=STAGES, initial='awareness', auto_transitions=False, ignore_invalid_triggers=True)
machine.add_transition('email_open', 'advocacy', None, conditions=lambda value: False)
for source, event, target, *bounds in ROWS:
    machine.add_transition(event, source, target, conditions=within(*bounds) if bounds else None)
customers = [Customer() for _ in range(10000)]
machine.add_model(customers)
with open(sys.argv[1]) as file:
    next(file)
    events = [(int(customer), EVENTS[int(kind)], int(value)) for customer, kind, value in map(str.split, file)]
begun = time.process_time()
for customer, event, value in events:
    customers[customer].trigger(event, value)
seconds = time.process_time() - begun
histogram = [0] * 7
for customer in customers:
    histogram[STAGES.index(customer.state)] += 1
print(json.dumps({'seconds': seconds, 'events': len(events), 'histogram': histogram}))
