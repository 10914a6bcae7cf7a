--TEST--
Times of every kind are the moment that they name; what is none is refused; what PHP prints of an object makes no other
--FILE--
<?php
require __DIR__ . '/model.inc';
use Tappa\{Journey, Model, Snapshot};

/** A clock of the shop's own; `$made` is whether its parent knows of it. */
class ShopTime extends DateTimeImmutable
{
    public function __construct(string $text, bool $made = true)
    {
        $made && parent::__construct($text);
    }
}

$m = shop();
foreach ([
    new DateTime('2026-03-29T03:30:00', new DateTimeZone('Europe/Rome')), new DateTimeImmutable('2026-03-29T02:30:00', new DateTimeZone('Europe/Rome')),
    new DateTimeImmutable('2026-03-29T03:30:00+02:00'), new DateTimeImmutable('2026-03-28 20:30:00 EST'), new ShopTime('@1774747800'), 1774747800000000,
    new DateTimeImmutable('1900-01-01 UTC'), new DateTimeImmutable('0001-01-01 UTC'), new DateTimeImmutable('9999-12-31T23:59:59.999999Z'),
] as $time) {
    $j = new Journey($m, 'anna');
    $j->feed('Product Viewed', $time);
    echo $j->last()->format('Y-m-d\TH:i:s.u e'), ' ', is_int($time) || $j->last() == $time ? 'same' : 'differs', "\n";
}
// What the caller changes afterwards changes nothing.
$time = new DateTime('2026-01-01 UTC');
$e = new Tappa\Event('Product Viewed', $time);
$j = new Journey($m, 'anna');
$j->feed($e);
$time->modify('+1 day');
var_dump($j->last()->format('c'));

foreach ([
    fn () => $j->feed('Product Viewed', new ShopTime('', false)),
    fn () => $j->feed('Product Viewed', new DateTimeImmutable('0000-12-31T23:59:59Z')),
    fn () => $j->feed('Product Viewed', new DateTimeImmutable('+10000-01-01')),
    fn () => $j->feed('Everything Sent', at(200000), ['t' => new ShopTime('', false)]),
    fn () => $j->feed('Product Viewed', new DateInterval('PT1S')),
    fn () => $j->feed('Product Viewed', new DateTimeZone('UTC')),
    fn () => $j->setZone([]),
    fn () => eval('return ' . var_export($j, true) . ';'),
    fn () => eval('return ' . var_export($m, true) . ';'),
    fn () => Model::parse("tappa: 1\nmodel: \xff"),
    fn () => Model::load("shop\0.yaml"),
    fn () => (new Snapshot(''))->restore($m),
] as $call) {
    thrown($call);
}
foreach (['Europe/Rome', '+02:00', 'UTC'] as $zone) {
    $j->setZone(new DateTimeZone($zone));
}
var_dump($j->stages());
--EXPECT--
2026-03-29T01:30:00.000000 UTC same
2026-03-29T01:30:00.000000 UTC same
2026-03-29T01:30:00.000000 UTC same
2026-03-29T01:30:00.000000 UTC same
2026-03-29T01:30:00.000000 UTC same
2026-03-29T01:30:00.000000 UTC same
1900-01-01T00:00:00.000000 UTC same
0001-01-01T00:00:00.000000 UTC same
9999-12-31T23:59:59.999999 UTC same
string(25) "2026-01-01T00:00:00+00:00"
ValueError: Tappa\Journey::feed(): Argument #2 ($time) must be a time: the constructor of this ShopTime did not run
Tappa\TimeException: The time of the event is outside the years 1 to 9999
Tappa\TimeException: The time of the event is outside the years 1 to 9999
Tappa\FieldException: The field "t" of the event "Everything Sent" takes a DateTimeInterface, and this ShopTime does not fit
TypeError: Tappa\Journey::feed(): Argument #2 ($time) must be of type DateTimeInterface|int, DateInterval given
TypeError: Tappa\Journey::feed(): Argument #2 ($time) must be of type DateTimeInterface|int, DateTimeZone given
TypeError: Tappa\Journey::setZone(): Argument #1 ($zone) must be of type DateTimeZone|string, array given
Error: Call to undefined method Tappa\Journey::__set_state()
Error: Call to undefined method Tappa\Model::__set_state()
Tappa\ModelException: <text>:2:8: the byte 0xFF is not UTF-8; save the file as UTF-8
ValueError: Tappa\Model::load(): Argument #1 ($path) must not contain any null bytes
Tappa\SnapshotException: These 0 bytes are no snapshot of a journey, or are damaged
array(1) {
  [0]=>
  string(7) "looking"
}
