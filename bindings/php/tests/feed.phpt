--TEST--
An event moves a journey, and the batch says what happened
--FILE--
<?php
require __DIR__ . '/model.inc';
use Tappa\{Event, Journey, Model, StepKind, TimerKind, Space, EffectKind};

$j = new Journey(shop(), 'anna');
var_dump($j->customer, $j->id, $j->model->name, $j->hasBegun(), $j->hasEnded(), $j->stages(), $j->started(), $j->last(), $j->nextDue(), $j->sequence());
$b = $j->feed('Product Added', at(), ['price' => 20.0, 'quantity' => 2]);
foreach ($b->steps as $s) {
    echo $s->kind->name, ' ', $s->name, ' ', $s->time->format('c'), ' left ', implode(',', $s->left), ' entered ', implode(',', $s->entered), ' at ', implode(',', $s->stages), "\n";
}
foreach ($b->taken as $t) {
    echo $t->from, ' -> ', implode(',', $t->to), ' row ', $t->row, ' step ', $t->step, "\n";
}
foreach ($b->changes as $c) {
    echo $c->space->name, '.', $c->slot, ' = ', json_encode($c->value), ' step ', $c->step, "\n";
}
foreach ($b->timers as $t) {
    echo $t->kind->name, ' ', $t->due->format('c'), ' row ', $t->row, ' ', var_export($t->event, true), "\n";
}
var_dump(count($b), $b->takenCount(), $b->effects, $b->failures, $b->considered, $b->refused, $b->moved, $b->model === $j->model);
var_dump($j->hasBegun(), $j->started() == $j->last(), $j->nextDue()->format('Y-m-d H:i:s.u e'), $j->sequence(), $j->stages(), $j->isAt('filled'), $j->since('filled')->getTimestamp() * 1000000 === at(), $j->since('looking'));
echo json_encode($j->data()), "\n";

// The same, as an object, with a time of another zone.
$k = new Journey($j->model, 'anna');
$k->feed(new Event('Product Added', new DateTimeImmutable('2026-01-01 01:00', new DateTimeZone('Europe/Rome')), ['quantity' => 2, 'price' => 20]));
var_dump($k == $j);

// A probe changes nothing.
$before = (string)$j->snapshot();
$p = $j->probe('Order Completed', at(10), ['revenue' => 40.0]);
var_dump($p->taken[0]->to, (string)$j->snapshot() === $before);
$j->feed('Order Completed', at(10), ['revenue' => 40.0]);
var_dump($j->goalValue('sale', new Event('Order Completed', at(10), ['revenue' => 40.0])), $j->nextDue());

// Events that nobody declared, and that nobody waits for.
var_dump(count($j->feed('Never Heard Of', at(11), ['any' => 'thing'])->taken), count($j->feed('Order Completed', at(11))->taken));

$n = new Journey($j->model, 'berta', 'berta#2');
var_dump($n->id, $n->begin('Product Added', at(), ['price' => 5.0])->steps[0]->kind, $n->stages());
thrown(fn () => $n->begin('Product Added', at()));

$m = Model::parse("tappa: 1\nmodel: e\nversion: 1\nevents: {a: {}, b: {}}\nentry: {a: x}\nstages: {x: {when: {b: y}}, y: {final: true}}");
$e = new Journey($m, 'carla');
var_dump(count($e->feed('b', at())->steps), $e->hasBegun(), count($e->feed('a', at())->steps), $e->hasBegun());
$e->feed('b', at(1));
var_dump($e->hasEnded(), $e->stages(), count($e->feed('b', at(2))->taken));
--EXPECT--
string(4) "anna"
string(4) "anna"
string(4) "shop"
bool(false)
bool(false)
array(0) {
}
NULL
NULL
NULL
int(0)
Start start 2026-01-01T00:00:00+00:00 left  entered looking at looking
Event Product Added 2026-01-01T00:00:00+00:00 left looking entered filled at filled
looking -> filled row 0 step 1
Data.visits = 1 step 0
Data.basket = 40 step 1
Armed 2026-01-01T01:00:00+00:00 row 6 NULL
Armed 2026-01-08T00:00:00+00:00 row 7 NULL
int(0)
int(1)
array(0) {
}
array(0) {
}
array(0) {
}
array(0) {
}
array(0) {
}
bool(true)
bool(true)
bool(true)
string(30) "2026-01-01 01:00:00.000000 UTC"
int(2)
array(1) {
  [0]=>
  string(6) "filled"
}
bool(true)
bool(true)
NULL
{"visits":1,"basket":40,"agreed":false}
bool(true)
array(1) {
  [0]=>
  string(6) "bought"
}
bool(true)
float(40)
NULL
int(0)
int(0)
string(7) "berta#2"
enum(Tappa\StepKind::Start)
array(1) {
  [0]=>
  string(7) "looking"
}
Tappa\InvalidException: The journey has begun already
int(0)
bool(false)
int(1)
bool(true)
bool(true)
array(1) {
  [0]=>
  string(1) "y"
}
int(0)
