--TEST--
Timers run when they are asked to, one at a time, each once
--FILE--
<?php
require __DIR__ . '/model.inc';
use Tappa\{EffectKind, Journey, Model, StepKind, TimerKind};

$j = new Journey(shop(), 'anna');
$j->feed('Product Added', at(), ['price' => 20.0]);
var_dump($j->nextDue()->format('c'), $j->runDue(at(3599)));
$b = $j->runDue(new DateTime('2026-01-01 01:00:00 UTC'));
foreach ($b as $i => $effect) {
    echo $i, ' ', $effect->kind->name, ' ', $effect->name, ' ', json_encode($effect->arguments), ' ', $effect->expires->format('%hh'), ' ', $effect->time->format('c'), ' ', $effect->row, "\n";
}
var_dump($b->steps[0]->kind, $b->steps[0]->name, $j->runDue(at(3600)));
$names = [];
while ($b = $j->runDue(at(86400 * 30))) {
    $names[] = $b->steps[0]->name . ' ' . implode(',', $j->stages());
}
var_dump($names, $j->nextDue());

// The order: no mail after it.
$j->feed('Product Added', at(86400 * 31), ['price' => 20.0]);
$b = $j->feed('Order Completed', at(86400 * 31 + 60), ['revenue' => 20.0]);
foreach ($b->timers as $timer) {
    echo $timer->kind->name, ' ', $timer->due->format('c'), "\n";
}
var_dump($j->runDue(at(86400 * 365)));

// A timer that loops is used up, and the next ones still run.
$l = new Journey($j->model, 'loop');
$l->feed('Slow Round', at());
$before = $l->stages();
thrown(fn () => $l->runDue(at(60)));
var_dump($l->stages() === $before, $l->runDue(at(61)), $l->nextDue());

// In the customer's zone.
$m = Model::parse("tappa: 1\nmodel: nine\nversion: 1\nevents: {a: {}}\nstages: {x: {after: {1h: {at: \"09:00\", emit: morning}}}}");
foreach (['Europe/Rome', '+05:30', 'UTC'] as $zone) {
    $z = new Journey($m, 'anna');
    $z->setZone($zone);
    $z->feed('a', new DateTimeImmutable('2026-07-01 12:00 UTC'));
    echo $z->nextDue()->format('c'), "\n";
}
$z = new Journey($m, 'anna');
$z->setZone(new DateTimeZone('America/New_York'));
$z->feed('a', new DateTimeImmutable('2026-07-01 12:00 UTC'));
echo $z->nextDue()->format('c'), ' ', $m->transitions()[0]->at->format('%hh'), "\n";
--EXPECT--
string(25) "2026-01-01T01:00:00+00:00"
NULL
0 Contact basket_mail {"total":20} 48h 2026-01-01T01:00:00+00:00 6
enum(Tappa\StepKind::After)
string(5) "after"
NULL
array(1) {
  [0]=>
  string(13) "after looking"
}
NULL
Dropped 2026-02-01T01:00:00+00:00
Dropped 2026-02-08T00:00:00+00:00
NULL
Tappa\LoopException: The timer after of 2026-01-01T00:01:00Z came to nothing and is used up: more than 1,000 transitions in one call
bool(true)
NULL
NULL
2026-07-02T07:00:00+00:00
2026-07-02T03:30:00+00:00
2026-07-02T09:00:00+00:00
2026-07-01T13:00:00+00:00 9h
