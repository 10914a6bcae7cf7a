--TEST--
A cohort takes plain arrays and does what single journeys do
--FILE--
<?php
require __DIR__ . '/model.inc';
use Tappa\{Cohort, Journey, Model, Status};

$m = shop();
$c = new Cohort($m, 4);
var_dump(count($c), $c->model === $m, $c->journeyBytes > 0, $c->nextDue());
$names = array_keys($m->events());
mt_srand(1);
[$who, $what, $when, $price, $quantity, $revenue] = [[], [], [], [], [], []];
for ($i = 0; $i < 400; $i++) {
    $who[] = mt_rand(0, 3);
    $name = $names[mt_rand(0, 2)];
    $what[] = $i % 2 ? $name : $m->event($name)->index;
    $when[] = $i % 3 ? at($i * 500) : new DateTimeImmutable('@' . intdiv(at($i * 500), 1000000));
    $price[] = mt_rand(0, 3) ? mt_rand(1, 400) / 2 : null;
    $quantity[] = mt_rand(0, 3) ? mt_rand(1, 3) : null;
    $revenue[] = mt_rand(0, 9) ? 20 : null;
}
$b = $c->feed($who, $what, $when, ['price' => $price, 'quantity' => $quantity, 'revenue' => $revenue], timers: true);
$singles = [];
[$taken, $effects, $failures] = [0, 0, 0];
foreach ($who as $i => $j) {
    $journey = $singles[$j] ??= new Journey($m, (string)$j);
    while ($one = $journey->runDue($when[$i])) {
        $taken += $one->takenCount();
        $effects += count($one);
    }
    $event = $m->event(is_int($what[$i]) ? $names[$what[$i]] : $what[$i]);
    $one = $journey->feed($event->name, $when[$i], array_intersect_key(['price' => $price[$i], 'quantity' => $quantity[$i], 'revenue' => $revenue[$i]], $event->fields));
    $taken += $one->takenCount();
    $effects += count($one);
    $failures += count($one->failures);
}
var_dump($b->takenCount() === $taken, count($b) === $effects, $effects > 0, count($b->failures) === $failures, $b->refused);
foreach ($c as $i => $journey) {
    var_dump($journey == $singles[$i]);
}
var_dump($c->get(2) == $singles[2], $c->nextDue() == min(array_filter(array_map(fn ($j) => $j->nextDue(), $singles))));
echo json_encode($c->histogram()), "\n";
$columns = $b->takenColumns();
echo implode(',', array_map(count(...), $columns)) === implode(',', array_fill(0, 6, $taken)) ? 'columns' : '', ' ', json_encode(array_map(fn ($c) => $c[7], $columns)), "\n";
$t = $b->taken[7];
echo json_encode([$t->from, $t->to, $t->journey, $t->input, $t->row]), "\n";

// Out and in again.
$one = $c->get(0);
$one->feed('Product Added', at(1e6), ['price' => 7.0]);
$c->put(3, $one);
var_dump($c->get(3) == $one, $c->get(0) == $one);
$due = $c->runDue(at(1e8));
var_dump($due->takenCount() > 0, $c->nextDue());

// Refused ones are noted, the others go on.
$b = $c->feed([0, 0, 1], ['Product Viewed', 'Product Viewed', 'Round'], [at(2e8), at(1), at(2e8)]);
foreach ($b->refused as $r) {
    echo $r->input, ' ', $r->status->name, "\n";
}
// Texts, bools, times and durations, with gaps at every place of a byte.
$c = new Cohort($m, 20);
$fields = ['s' => [], 'b' => [], 't' => [], 'x' => [], 'i' => [], 'd' => []];
for ($i = 0; $i < 20; $i++) {
    $gap = $i % 7 === 3;
    $fields['s'][] = $gap ? null : str_repeat('ü', $i);
    $fields['b'][] = $gap ? null : $i % 2 === 0;
    $fields['t'][] = $gap ? null : at($i);
    $fields['x'][] = $gap ? null : new DateInterval("PT{$i}S");
    $fields['i'][] = $gap ? null : $i;
    $fields['d'][] = $gap ? null : $i / 2;
}
$c->feed(range(0, 19), array_fill(0, 20, 'Everything Sent'), array_fill(0, 20, at(50)), $fields);
$same = 0;
foreach ($c as $i => $journey) {
    $j = new Journey($m, (string)$i);
    $j->feed('Everything Sent', at(50), array_map(fn ($column) => $column[$i], $fields));
    $same += $journey == $j;
}
var_dump($same);
foreach ($c as $i => $first) {
    foreach ($c as $k => $second) {
        break;
    }
    if ($i === 2) {
        break;
    }
}
var_dump($i, $k, iterator_count($c->getIterator()));
$b = $c->feed([], [], []);
var_dump($b->takenCount());
--EXPECT--
int(4)
bool(true)
bool(true)
NULL
bool(true)
bool(true)
bool(true)
bool(true)
array(0) {
}
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
{"looking":1,"filled":1,"bought":2,"turning":0,"turned":0,"waiting":0}
columns {"time":1767236100000000,"row":4,"from":1,"to":0,"journey":0,"input":21}
["filled",["looking"],0,21,4]
bool(true)
bool(false)
bool(true)
NULL
1 Late
int(20)
int(2)
int(0)
int(20)
int(0)
