--TEST--
A batch is data: its lists are made when they are asked for, and stay as they were
--FILE--
<?php
require __DIR__ . '/model.inc';
use Tappa\Journey;

$j = new Journey(shop(), 'anna');
$a = $j->feed('Product Added', at(), ['price' => 20.0]);
$b = $j->feed('Order Completed', at(1), ['revenue' => 20.0]);
var_dump($a->taken[0]->to, $b->taken[0]->to, $a->taken === $a->taken);
var_dump(isset($a->taken), isset($a->nothing), empty($a->effects), empty($a->taken));
echo implode(', ', array_keys(get_object_vars($b))), "\n";
echo implode(', ', array_keys((array)$b)), "\n";
$copy = $b->timers;
unset($b);
echo count($copy), ' ', $copy[0]->kind->name, "\n";
foreach ($a->steps as $step) {
    $step = null;
}
echo json_encode($a->takenColumns()), "\n";
$weak = WeakReference::create($a);
unset($a);
var_dump($weak->get());
$c = $j->feed('Product Viewed', at(2));
var_dump($c == $c, $c == $j->probe('Product Viewed', at(2)));
ob_start();
var_dump($c);
echo strlen(ob_get_clean()) > 500 ? 'shown' : '', "\n";
// More alive at once than are kept for their next use.
$many = [];
for ($i = 0; $i < 50; $i++) {
    $many[] = $j->feed('Product Viewed', at(10 + $i));
}
$right = 0;
foreach ($many as $i => $batch) {
    $right += $batch->steps[0]->time->getTimestamp() * 1000000 === at(10 + $i);
}
var_dump($right);
class Holder { public $x; }
$h = new Holder();
$h->x = [$h, $many[0], $many[0]->steps];
unset($h, $many);
var_dump(gc_collect_cycles() > 0);
--EXPECT--
array(1) {
  [0]=>
  string(6) "filled"
}
array(1) {
  [0]=>
  string(6) "bought"
}
bool(true)
bool(true)
bool(false)
bool(true)
bool(false)
model, steps, taken, changes, timers, effects, failures, considered, moved, refused
model, steps, taken, changes, timers, effects, failures, considered, moved, refused
2 Dropped
{"time":[1767225600000000],"row":[0],"from":[0],"to":[1],"journey":[0],"input":[0]}
NULL
bool(true)
bool(false)
shown
int(50)
bool(true)
