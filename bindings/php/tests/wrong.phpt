--TEST--
What does not fit is a clear exception, and nothing has changed
--FILE--
<?php
declare(strict_types=1);
require __DIR__ . '/model.inc';
use Tappa\{Event, Journey, Model, Snapshot};

$m = shop();
$j = new Journey($m, 'anna');
$j->feed('Product Viewed', at(100));
$before = (string)$j->snapshot();
$calls = [
    fn () => $j->feed('Product Added', at(200), ['price' => 'cheap']),
    fn () => $j->feed('Product Added', at(200), ['price' => '9.5']),
    fn () => $j->feed('Product Added', at(200), ['price' => true]),
    fn () => $j->feed('Product Added', at(200), ['price' => [1.0]]),
    fn () => $j->feed('Product Added', at(200), ['price' => new stdClass()]),
    fn () => $j->feed('Product Added', at(200), ['price' => NAN]),
    fn () => $j->feed('Product Added', at(200), ['price' => INF]),
    fn () => $j->feed('Product Added', at(200), ['price' => 9007199254740993]),
    fn () => $j->feed('Product Added', at(200), ['price' => PHP_INT_MAX]),
    fn () => $j->feed('Product Added', at(200), ['quantity' => 1.5]),
    fn () => $j->feed('Product Added', at(200), ['quantity' => 1e30]),
    fn () => $j->feed('Product Added', at(200), ['quantity' => 9223372036854775808]),
    fn () => $j->feed('Product Added', at(200), ['prize' => 1.0]),
    fn () => $j->feed('Product Added', at(200), [1.0]),
    fn () => $j->feed('Product Added', at(200), ["price\0" => 1.0]),
    fn () => $j->feed('Everything Sent', at(200), ['s' => "caff\xe8"]),
    fn () => $j->feed('Everything Sent', at(200), ['s' => str_repeat('x', 65536)]),
    fn () => $j->feed('Everything Sent', at(200), ['s' => 'good', 't' => new DateTimeImmutable('+10000-01-01')]),
    fn () => $j->feed('Everything Sent', at(200), ['t' => PHP_INT_MIN]),
    fn () => $j->feed("\xff", at(200)),
    fn () => $j->feed(str_repeat('x', 65536), at(200)),
    fn () => $j->feed('Everything Sent', at(200), ['s' => 5]),
    fn () => $j->feed('Everything Sent', at(200), ['b' => 1]),
    fn () => $j->feed('Everything Sent', at(200), ['t' => 'tomorrow']),
    fn () => $j->feed('Everything Sent', at(200), ['t' => 1.5]),
    fn () => $j->feed('Everything Sent', at(200), ['x' => new DateInterval('P1M')]),
    fn () => $j->feed('Everything Sent', at(200), ['x' => 'a while']),
    fn () => $j->feed('Product Added', at(200), [], 'nowhere'),
    fn () => $j->feed('Product Added'),
    fn () => $j->feed('Product Added', 'now'),
    fn () => $j->feed('Product Added', 1.5),
    fn () => $j->feed('Product Added', null),
    fn () => $j->feed('Product Added', PHP_INT_MAX),
    fn () => $j->feed('Product Added', PHP_INT_MIN),
    fn () => $j->feed('Product Added', new DateTime('@99999999999999')),
    fn () => $j->feed('Product Added', at(50)),
    fn () => $j->feed('Round', at(200)),
    fn () => $j->feed(new Event('Product Added', at(200)), at(200)),
    fn () => $j->feed(new Event('Product Added', at(200)), fields: ['price' => 1.0]),
    fn () => $j->feed('', at(200)),
    fn () => $j->feed(5, at(200)),
    fn () => $j->feed(new stdClass(), at(200)),
    fn () => new Event('Product Added', 'soon'),
    fn () => new Event('Product Added', []),
    fn () => $j->runDue('now'),
    fn () => $j->isAt('nowhere'),
    fn () => $j->since('nowhere'),
    fn () => $j->setZone('Europe/Atlantis'),
    fn () => $j->setZone("Europe/Rome\0"),
    fn () => $j->setZone('../../etc/passwd'),
    fn () => $j->setProfile('email', 5),
    fn () => $j->setProfile('email', "\xff"),
    fn () => $j->setProfile('nothing', 5),
    fn () => $j->goalValue('nothing'),
    fn () => $j->goalValue('sale'),
    fn () => $j->model->stage('nowhere'),
    fn () => $j->model->event('nothing'),
    fn () => $j->model->event('error.execution'),
    fn () => $j->model->touchpoint('nothing'),
    fn () => new Journey($m, "\xff"),
    fn () => new Journey($m, str_repeat('x', 70000)),
    fn () => new Journey($m, 'anna', "\xff"),
];
foreach ($calls as $call) {
    thrown($call);
}
var_dump((string)$j->snapshot() === $before);

--EXPECT--
Tappa\FieldException: The field "price" of the event "Product Added" takes a float, and this string does not fit
Tappa\FieldException: The field "price" of the event "Product Added" takes a float, and this string does not fit
Tappa\FieldException: The field "price" of the event "Product Added" takes a float, and this bool does not fit
Tappa\FieldException: The field "price" of the event "Product Added" takes a float, and this array does not fit
Tappa\FieldException: The field "price" of the event "Product Added" takes a float, and this stdClass does not fit
Tappa\FieldException: The field "price" of the event "Product Added" takes a float, and this float does not fit
Tappa\FieldException: The field "price" of the event "Product Added" takes a float, and this float does not fit
Tappa\FieldException: The field "price" of the event "Product Added" takes a float, and this int does not fit
Tappa\FieldException: The field "price" of the event "Product Added" takes a float, and this int does not fit
Tappa\FieldException: The field "quantity" of the event "Product Added" takes an int, and this float does not fit
Tappa\FieldException: The field "quantity" of the event "Product Added" takes an int, and this float does not fit
Tappa\FieldException: The field "quantity" of the event "Product Added" takes an int, and this float does not fit
Tappa\NameException: The event "Product Added" has no field "prize"
Tappa\NameException: The event "Product Added" has no field 0: fields are given by name
Tappa\NameException: The event "Product Added" has no field "price"
Tappa\FieldException: The field "s" of the event "Everything Sent" is no UTF-8
Tappa\FieldException: The field "s" of the event "Everything Sent" is longer than 65,535 bytes
Tappa\FieldException: The field "t" of the event "Everything Sent" is outside the years 1 to 9999
Tappa\FieldException: The field "t" of the event "Everything Sent" is outside the years 1 to 9999
Tappa\InvalidException: The name of the event is no UTF-8 of at most 65,535 bytes
Tappa\InvalidException: The name of the event is no UTF-8 of at most 65,535 bytes
Tappa\FieldException: The field "s" of the event "Everything Sent" takes a string, and this int does not fit
Tappa\FieldException: The field "b" of the event "Everything Sent" takes a bool, and this int does not fit
Tappa\FieldException: The field "t" of the event "Everything Sent" takes a DateTimeInterface, and this string does not fit
Tappa\FieldException: The field "t" of the event "Everything Sent" takes a DateTimeInterface, and this float does not fit
Tappa\FieldException: The field "x" of the event "Everything Sent" takes a DateInterval, and this DateInterval does not fit
Tappa\FieldException: The field "x" of the event "Everything Sent" takes a DateInterval, and this string does not fit
Tappa\NameException: The model shop has no touchpoint "nowhere"
ValueError: Tappa\Journey::feed(): Argument #2 ($time) must be the time of the event: Tappa reads no clock
TypeError: Tappa\Journey::feed(): Argument #2 ($time) must be of type DateTimeInterface|int, string given
TypeError: Tappa\Journey::feed(): Argument #2 ($time) must be of type DateTimeInterface|int, float given
TypeError: Tappa\Journey::feed(): Argument #2 ($time) must be of type DateTimeInterface|int, null given
Tappa\TimeException: The time of the event is outside the years 1 to 9999
Tappa\TimeException: The time of the event is outside the years 1 to 9999
ValueError: Tappa\Journey::feed(): Argument #2 ($time) must be a time between the years 1 and 9999
Tappa\LateException: The event of 2026-01-01T00:00:50Z is older than the journey's last one, of 2026-01-01T00:01:40Z
Tappa\LoopException: The model goes round in a circle: more than 1,000 transitions, or more work than one call may do
ValueError: Tappa\Journey::feed(): Argument #1 ($event) must be a name where time, fields or touchpoint follow: a Tappa\Event has its own
ValueError: Tappa\Journey::feed(): Argument #1 ($event) must be a name where time, fields or touchpoint follow: a Tappa\Event has its own
Tappa\InvalidException: An event needs a name
TypeError: Tappa\Journey::feed(): Argument #1 ($event) must be of type Tappa\Event|string, int given
TypeError: Tappa\Journey::feed(): Argument #1 ($event) must be of type Tappa\Event|string, stdClass given
TypeError: Tappa\Event::__construct(): Argument #2 ($time) must be of type DateTimeInterface|int, string given
TypeError: Tappa\Event::__construct(): Argument #2 ($time) must be of type DateTimeInterface|int, array given
TypeError: Tappa\Journey::runDue(): Argument #1 ($now) must be of type DateTimeInterface|int, string given
Tappa\NameException: The model shop has no stage "nowhere"
Tappa\NameException: The model shop has no stage "nowhere"
Tappa\ZoneException: "Europe/Atlantis": no such time zone, or a damaged one
Tappa\ZoneException: "Europe/Rome": no such time zone, or a damaged one
Tappa\ZoneException: "../../etc/passwd": no such time zone, or a damaged one
Tappa\FieldException: The slot "email" takes a string, and this int does not fit
Tappa\FieldException: The slot "email" takes a string, and this string does not fit
Tappa\NameException: The profile of the model shop has no slot "nothing"
Tappa\NameException: The model shop has no goal "nothing"
Tappa\ExpressionException: The value of the goal "sale": an expression is wrong or failed
Tappa\NameException: The model shop has no stage "nowhere"
Tappa\NameException: The model shop declares no event "nothing"
Tappa\NameException: The model shop declares no event "error.execution"
Tappa\NameException: The model shop has no touchpoint "nothing"
Tappa\InvalidException: A customer and an id are UTF-8 of at most 65,535 bytes
Tappa\InvalidException: A customer and an id are UTF-8 of at most 65,535 bytes
Tappa\InvalidException: A customer and an id are UTF-8 of at most 65,535 bytes
bool(true)
