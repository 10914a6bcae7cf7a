--TEST--
Records as a shop's code has them: visitors without a name, times that change afterwards, a number that is none
--FILE--
<?php
declare(strict_types=1);
require __DIR__ . '/engine.inc';
use Tappa\{Engine, Event, Ingested, Journey, Record};

$e = Engine::memory();
$e->addModel(basket(), at(-60));
$told = fn (Record ...$records) => array_map(fn (Ingested $one) => trim("{$one->outcome->name} $one->message"), $e->ingest($records, at(100)));

// null: not logged in. One null more is nobody.
var_dump($told(new Record('Viewed', at(), identities: ['cookie' => 'c1', 'login' => null]), new Record('Viewed', at(), identities: ['login' => [null]])));
// The customer is one more identity, whether or not others are known.
$e->ingest([new Record('Viewed', at(1), 'c-4711', ['cookie' => 'c1'])], at(100));
var_dump($e->where($e->find('cookie', 'c1'))->identities, $e->find('customer', 'c-4711') === $e->find('cookie', 'c1'));

// A price that came to nothing in a division stops its own record, and no other.
var_dump($told(new Record('Added', at(2), 'berta', fields: ['price' => NAN]), new Record('Viewed', at(2), 'berta', fields: ['other' => -INF]),
    new Record('Added', at(2), 'berta', fields: ['price' => 5.0])));
foreach (explode("\n", trim($e->journal($e->find('customer', 'berta')))) as $line) {
    echo json_encode(json_decode($line, flags: JSON_THROW_ON_ERROR)->data), "\n";
}

// What was given is kept, whatever becomes of the object.
$time = new DateTime('2026-01-05T09:00:10+01:00');
$record = new Record('Viewed', $time, 'carla');
$event = new Event('Viewed', $time);
$time->modify('+1 year');
echo $record->time->format('c'), ' ', $event->time->format('c'), ' ', $record->time == unserialize(serialize($record))->time ? 'same' : 'other', "\n";
class Dated extends DateTime
{
    public function __clone()
    {
        throw new RuntimeException('not to be copied');
    }
}
foreach ([fn () => new Record('Viewed', new Dated('@5'), 'x'), fn () => new Event('Viewed', new Dated('@5'))] as $call) {
    thrown($call);
}
--EXPECT--
array(2) {
  [0]=>
  string(5) "Taken"
  [1]=>
  string(51) "Nobody no identity, or only values that are blocked"
}
array(2) {
  ["cookie"]=>
  array(1) {
    [0]=>
    string(2) "c1"
  }
  ["customer"]=>
  array(1) {
    [0]=>
    string(6) "c-4711"
  }
}
bool(true)
array(3) {
  [0]=>
  string(35) "Refused Added: `price` is no double"
  [1]=>
  string(5) "Taken"
  [2]=>
  string(5) "Taken"
}
{"price":null}
{"other":null}
{"price":5}
2026-01-05T09:00:10+01:00 2026-01-05T09:00:10+01:00 same
RuntimeException: not to be copied
RuntimeException: not to be copied
