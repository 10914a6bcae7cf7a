--TEST--
A cohort refuses arrays that do not fit, and nothing has changed
--FILE--
<?php
require __DIR__ . '/model.inc';
use Tappa\{Cohort, Journey, Model};

$m = shop();
$c = new Cohort($m, 3);
$c->feed([0], ['Product Viewed'], [at()]);
$before = $c->get(0);
$other = new Journey(Model::parse("tappa: 1\nmodel: other\nversion: 1\nstages: {b: {}}"), 'anna');
foreach ([
    fn () => new Cohort($m, 0),
    fn () => new Cohort($m, -1),
    fn () => new Cohort($m, PHP_INT_MAX),
    fn () => new Cohort($other, 3),
    fn () => $c->feed([0], ['Product Viewed'], []),
    fn () => $c->feed([], ['Product Viewed'], [at()]),
    fn () => $c->feed([3], ['Product Viewed'], [at()]),
    fn () => $c->feed([-1], ['Product Viewed'], [at()]),
    fn () => $c->feed([PHP_INT_MAX], ['Product Viewed'], [at()]),
    fn () => $c->feed(['0'], ['Product Viewed'], [at()]),
    fn () => $c->feed([0, 0.5], ['Product Viewed', 'Product Viewed'], [at(), at()]),
    fn () => $c->feed([0], ['Nothing'], [at()]),
    fn () => $c->feed([0], [99], [at()]),
    fn () => $c->feed([0], [-1], [at()]),
    fn () => $c->feed([0], [null], [at()]),
    fn () => $c->feed([0], ['Product Viewed'], ['now']),
    fn () => $c->feed([0], ['Product Viewed'], [1.5]),
    fn () => $c->feed([0], ['Product Viewed'], [at()], ['prize' => [1.0]]),
    fn () => $c->feed([0], ['Product Viewed'], [at()], [[1.0]]),
    fn () => $c->feed([0], ['Product Viewed'], [at()], ['price' => []]),
    fn () => $c->feed([0], ['Product Viewed'], [at()], ['price' => 5]),
    fn () => $c->feed([0], ['Product Viewed'], [at()], ['price' => ['x']]),
    fn () => $c->feed([0, 0], ['Product Viewed', 'Product Viewed'], [at(), at()], ['price' => [1.0, NAN]]),
    fn () => $c->feed([0], 'Product Viewed', [at()]),
    fn () => $c->get(3),
    fn () => $c->get(-1),
    fn () => $c->put(3, $before),
    fn () => $c->put(0, $other),
    fn () => $c->runDue('now'),
    function () use ($c) { foreach ($c as &$journey) { } },
] as $call) {
    thrown($call);
}
var_dump($c->get(0) == $before);
$it = $c->getIterator();
for ($it->rewind(); $it->valid(); $it->next()) {
    $last = $it->current()->customer;
}
var_dump($last, $it->current());
$b = $c->feed([0], ['Everything Sent'], [at()], ['s' => ["\xff"]]);
foreach ($b->refused as $r) {
    echo $r->input, ' ', $r->status->name, "\n";
}
var_dump($c->get(0) == $before);
--EXPECT--
ValueError: Tappa\Cohort::__construct(): Argument #2 ($count) must be between 1 and 4294967294
ValueError: Tappa\Cohort::__construct(): Argument #2 ($count) must be between 1 and 4294967294
ValueError: Tappa\Cohort::__construct(): Argument #2 ($count) must be between 1 and 4294967294
TypeError: Tappa\Cohort::__construct(): Argument #1 ($model) must be of type Tappa\Model, Tappa\Journey given
ValueError: Tappa\Cohort::feed(): Argument #3 ($times) must have as many items as there are events
ValueError: Tappa\Cohort::feed(): Argument #1 ($journeys) must have as many items as there are events
ValueError: Tappa\Cohort::feed(): Argument #1 ($journeys) must be a list of numbers of journeys that the cohort has; the item 0 is none
ValueError: Tappa\Cohort::feed(): Argument #1 ($journeys) must be a list of numbers of journeys that the cohort has; the item 0 is none
ValueError: Tappa\Cohort::feed(): Argument #1 ($journeys) must be a list of numbers of journeys that the cohort has; the item 0 is none
ValueError: Tappa\Cohort::feed(): Argument #1 ($journeys) must be a list of journeys' numbers; the item 0 is none
ValueError: Tappa\Cohort::feed(): Argument #1 ($journeys) must be a list of journeys' numbers; the item 1 is none
ValueError: Tappa\Cohort::feed(): Argument #2 ($events) must be a list of events that the model declares, by name or index; the item 0 is none
ValueError: Tappa\Cohort::feed(): Argument #2 ($events) must be a list of events that the model declares, by name or index; the item 0 is none
ValueError: Tappa\Cohort::feed(): Argument #2 ($events) must be a list of events that the model declares, by name or index; the item 0 is none
ValueError: Tappa\Cohort::feed(): Argument #2 ($events) must be a list of events that the model declares, by name or index; the item 0 is none
ValueError: Tappa\Cohort::feed(): Argument #3 ($times) must be a list of times; the item 0 is none
ValueError: Tappa\Cohort::feed(): Argument #3 ($times) must be a list of times; the item 0 is none
Tappa\NameException: No event of the model shop has a field "prize"
Tappa\NameException: No event of the model shop has fields without names
ValueError: Tappa\Cohort::feed(): Argument #4 ($fields) must have as many values for "price" as there are events
ValueError: Tappa\Cohort::feed(): Argument #4 ($fields) must have as many values for "price" as there are events
Tappa\FieldException: The field "price" takes a float; the item 0, string, does not fit
Tappa\FieldException: The field "price" takes a float; the item 1, float, does not fit
TypeError: Tappa\Cohort::feed(): Argument #2 ($events) must be of type array, string given
ValueError: Tappa\Cohort::get(): Argument #1 ($index) must be between 0 and 2
ValueError: Tappa\Cohort::get(): Argument #1 ($index) must be between 0 and 2
ValueError: Tappa\Cohort::put(): Argument #1 ($index) must be between 0 and 2
Tappa\ModelsException: The journey is of another model (other, version 1) than the cohort (shop, version 1)
TypeError: Tappa\Cohort::runDue(): Argument #1 ($now) must be of type DateTimeInterface|int, string given
Error: A cohort cannot be iterated by reference
bool(true)
string(1) "2"
NULL
0 Field
bool(true)
