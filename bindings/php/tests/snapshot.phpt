--TEST--
A journey lives on as bytes, also under a newer version of its model
--FILE--
<?php
require __DIR__ . '/model.inc';
use Tappa\{Journey, Model, MovedKind, Snapshot};

$m = shop();
$j = new Journey($m, 'anna', 'anna#7');
$j->feed('Product Added', at(), ['price' => 20.0]);
$s = $j->snapshot();
var_dump($s instanceof Stringable, (string)$s === $s->bytes, strlen($s->bytes) > 20);
$k = $s->restore($m);
var_dump($k == $j, $k->id, $k->data() == $j->data(), $k->nextDue() == $j->nextDue(), (string)$k->snapshot() === (string)$s);
$k->feed('Order Completed', at(5), ['revenue' => 20.0]);
var_dump($k == $j, $k->stages(), $j->stages());
var_dump((new Snapshot((string)$s))->restore($m, $batch) == $j, $batch->moved);

// serialize() takes the model along, once for all its journeys.
[$a, $b] = unserialize(serialize([$j, $k]));
var_dump($a == $j, $b == $k, $a->model === $b->model, $a->model == $m);
var_dump(unserialize(serialize($s)) == $s);

$two = Model::parse("tappa: 1\nmodel: shop\nversion: 2\ndata: {basket: {type: double, default: 0.0}}\nevents: {Order Completed: {fields: {revenue: double}}}\n"
    . "stages: {browsing: {}, full: {when: {Order Completed: browsing}, after: {2h: browsing}}}\nmigrate: {from: 1, stages: {filled: full, looking: browsing}}\n");
$n = $s->restore($two, $batch);
var_dump($n->stages(), $n->data());
foreach ($batch->moved as $moved) {
    echo $moved->kind->name, ' ', $moved->name, ' -> ', var_export($moved->stage, true), ' ', $moved->due?->format('c'), "\n";
}
thrown(fn () => $k->snapshot()->restore($two));
thrown(fn () => $s->restore(Model::parse("tappa: 1\nmodel: other\nversion: 1\nstages: {b: {}}")));
thrown(fn () => $n->snapshot()->restore($m));
foreach (['', 'x', substr($s->bytes, 0, -1), $s->bytes . "\0", strrev($s->bytes)] as $bytes) {
    thrown(fn () => (new Snapshot($bytes))->restore($m));
}
// A byte changed anywhere is noticed.
$noticed = 0;
for ($i = 0; $i < strlen($s->bytes); $i++) {
    try {
        (new Snapshot(substr_replace($s->bytes, chr(ord($s->bytes[$i]) ^ 1), $i, 1)))->restore($m);
    } catch (Tappa\Exception) {
        $noticed++;
    }
}
var_dump($noticed === strlen($s->bytes));
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
string(6) "anna#7"
bool(true)
bool(true)
bool(true)
bool(false)
array(1) {
  [0]=>
  string(6) "bought"
}
array(1) {
  [0]=>
  string(6) "filled"
}
bool(true)
array(0) {
}
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
array(1) {
  [0]=>
  string(4) "full"
}
array(1) {
  ["basket"]=>
  float(20)
}
Dropped filled -> 'full' 
Dropped filled -> 'full' 
Mapped filled -> 'full' 
Rearmed full -> 'full' 2026-01-01T02:00:00+00:00
Dropped visits -> NULL 
Tappa\NameException: The snapshot's stage "bought" is neither in the model shop nor in its `migrate`
Tappa\MismatchException: The snapshot is of another model than other, or of a version that `migrate` does not lead on from
Tappa\MismatchException: The snapshot is of another model than shop, or of a version that `migrate` does not lead on from
Tappa\SnapshotException: These 0 bytes are no snapshot of a journey, or are damaged
Tappa\SnapshotException: These 1 bytes are no snapshot of a journey, or are damaged
Tappa\SnapshotException: These 136 bytes are no snapshot of a journey, or are damaged
Tappa\SnapshotException: These 138 bytes are no snapshot of a journey, or are damaged
Tappa\SnapshotException: These 137 bytes are no snapshot of a journey, or are damaged
bool(true)
