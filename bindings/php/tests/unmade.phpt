--TEST--
Objects that were never made, are made twice, copied or written to: a clear error
--FILE--
<?php
require __DIR__ . '/model.inc';
use Tappa\{Batch, Cohort, Effect, Event, Journey, Model, Snapshot, Stage};

$m = shop();
$j = new Journey($m, 'anna');
$c = new Cohort($m, 2);
$b = $j->feed('Product Viewed', at());
$unmade = fn (string $class) => (new ReflectionClass($class))->newInstanceWithoutConstructor();
foreach ([Model::class, Journey::class, Cohort::class, Batch::class, Event::class, Snapshot::class, Effect::class] as $class) {
    thrown(fn () => $unmade($class));
}
foreach ([Model::class, Batch::class, Effect::class, Stage::class] as $class) {
    thrown(fn () => new $class());
}
thrown(fn () => clone $m);
thrown(fn () => clone $j);
thrown(fn () => clone $c);
thrown(fn () => clone $b);
thrown(fn () => $j->__construct($m, 'berta'));
thrown(fn () => $c->__construct($m, 5));
thrown(fn () => (new Event('a', 1))->__construct('b', 2));
thrown(fn () => (new Snapshot('a'))->__construct('b'));
thrown(fn () => $j->customer = 'berta');
thrown(fn () => $j->anything = 1);
thrown(fn () => $b->effects[] = 1);
thrown(fn () => $b->effects = []);
thrown(function () use ($b) { unset($b->effects); });
thrown(fn () => $m->name = 'other');
thrown(fn () => $j->__unserialize(['model' => $m, 'snapshot' => '']));
thrown(fn () => $m->__unserialize(['text' => '']));

// Rubbish for unserialize().
$good = serialize($j);
foreach ([
    'O:13:"Tappa\Journey":0:{}', 'O:11:"Tappa\Model":0:{}', 'O:13:"Tappa\Journey":1:{s:5:"model";i:5;}',
    'O:13:"Tappa\Journey":2:{s:5:"model";O:8:"stdClass":0:{}s:8:"snapshot";s:1:"x";}',
    'O:13:"Tappa\Journey":2:{s:5:"model";O:11:"Tappa\Model":1:{s:4:"text";s:1:"x";}s:8:"snapshot";s:1:"x";}',
    'O:11:"Tappa\Model":1:{s:4:"text";i:5;}',
    'O:11:"Tappa\Event":0:{}', 'O:14:"Tappa\Snapshot":0:{}', 'O:11:"Tappa\Batch":0:{}', 'O:12:"Tappa\Cohort":0:{}',
] as $text) {
    thrown(fn () => unserialize($text));
}
thrown(fn () => $j->feed(unserialize('O:11:"Tappa\Event":0:{}')));
thrown(fn () => unserialize('O:14:"Tappa\Snapshot":0:{}')->restore($m));
thrown(fn () => (string)unserialize('O:14:"Tappa\Snapshot":0:{}'));
thrown(fn () => serialize($b));
thrown(fn () => serialize($c));
thrown(fn () => serialize($j->probe('Product Viewed', at(1))->taken));
// Cut anywhere, changed anywhere: an exception or a notice, never a crash.
$wrong = 0;
for ($i = 0; $i < strlen($good); $i += 3) {
    foreach ([substr($good, 0, $i), substr_replace($good, chr(ord($good[$i]) ^ 1), $i, 1)] as $text) {
        try {
            $wrong += @unserialize($text) instanceof Journey ? 0 : 1;
        } catch (Throwable) {
            $wrong++;
        }
    }
}
var_dump($wrong > strlen($good) / 3);
--EXPECTF--
ReflectionException: Class Tappa\Model is an internal class marked as final that cannot be instantiated without invoking its constructor
ReflectionException: Class Tappa\Journey is an internal class marked as final that cannot be instantiated without invoking its constructor
ReflectionException: Class Tappa\Cohort is an internal class marked as final that cannot be instantiated without invoking its constructor
ReflectionException: Class Tappa\Batch is an internal class marked as final that cannot be instantiated without invoking its constructor
nothing thrown: Tappa\Event
nothing thrown: Tappa\Snapshot
nothing thrown: Tappa\Effect
Error: Call to private Tappa\Model::__construct() from global scope
Error: Call to private Tappa\Batch::__construct() from global scope
Error: Call to private Tappa\Effect::__construct() from global scope
Error: Call to private Tappa\Stage::__construct() from global scope
Error: Trying to clone an uncloneable object of class Tappa\Model
Error: Trying to clone an uncloneable object of class Tappa\Journey
Error: Trying to clone an uncloneable object of class Tappa\Cohort
Error: Trying to clone an uncloneable object of class Tappa\Batch
Error: This Tappa\Journey has been made already
Error: This Tappa\Cohort has been made already
Error: This Tappa\Event has been made already
Error: This Tappa\Snapshot has been made already
Error: Cannot modify readonly property Tappa\Journey::$customer
Error: Cannot create dynamic property Tappa\Journey::$anything
Error: Cannot %s readonly property Tappa\Batch::$effects%S
Error: Cannot %s readonly property Tappa\Batch::$effects%S
Error: Cannot unset readonly property Tappa\Batch::$effects%S
Error: Cannot modify readonly property Tappa\Model::$name
Tappa\FormatException: These are no data of a serialised Tappa\Journey
Tappa\FormatException: These are no data of a serialised Tappa\Model
Tappa\FormatException: These are no data of a serialised Tappa\Journey
Tappa\FormatException: These are no data of a serialised Tappa\Model
Tappa\FormatException: These are no data of a serialised Tappa\Journey
Tappa\FormatException: These are no data of a serialised Tappa\Journey
Tappa\ModelException: <serialised>:1:1: the model must be a map of keys, beginning with `tappa: 1`, not text
Tappa\FormatException: These are no data of a serialised Tappa\Model
nothing thrown: Tappa\Event
nothing thrown: Tappa\Snapshot
Exception: Unserialization of 'Tappa\Batch' is not allowed
Exception: Unserialization of 'Tappa\Cohort' is not allowed
Error: This Tappa\Event was never made: its constructor did not run
Error: This Tappa\Snapshot was never made: its constructor did not run
Error: This Tappa\Snapshot was never made: its constructor did not run
Exception: Serialization of 'Tappa\Batch' is not allowed
Exception: Serialization of 'Tappa\Cohort' is not allowed
nothing thrown: string
bool(true)
