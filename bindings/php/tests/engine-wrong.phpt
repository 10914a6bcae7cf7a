--TEST--
What the engine cannot take is a clear exception, and nothing has changed
--FILE--
<?php
declare(strict_types=1);
require __DIR__ . '/engine.inc';
use Tappa\{Claimed, ContactState, Cohort, Decision, Engine, Event, Ingested, Mode, Model, Offset, Record, Standing};

$e = Engine::memory();
$m = basket();
$e->addModel($m, at(-60));
$anna = add($e, 'anna', 30.0, 0)->customer;
$before = $e->export($anna);
$unmade = fn (string $class) => (new ReflectionClass($class))->newInstanceWithoutConstructor();
$ingest = fn (mixed ...$records) => $e->ingest($records, at(1));
file_put_contents(FILE, str_repeat('no store ', 100));
foreach ([
    // records
    fn () => new Record('Viewed', 'now'),
    fn () => new Record('Viewed', null),
    fn () => new Record(5, at()),
    fn () => (new Record('Viewed', at()))->__construct('Added', at()),
    fn () => new Record('Viewed', at(), identities: 'anna'),
    fn () => $ingest('Viewed'),
    fn () => $ingest(['event' => 'Viewed']),
    fn () => $ingest(new Event('Viewed', at())),
    fn () => $ingest(new Record('Viewed', at(), 'anna'), null),
    fn () => $ingest($unmade(Record::class)),
    fn () => $ingest(unserialize('O:12:"Tappa\Record":1:{s:5:"event";s:6:"Viewed";}')),
    fn () => $ingest(new Record('Added', at(), 'anna', fields: [1.0])),
    fn () => $ingest(new Record('Added', at(), 'anna', fields: ['price' => new stdClass()])),
    fn () => $ingest(new Record('Added', at(), 'anna', fields: ['price' => Mode::Owner])),
    fn () => $ingest(new Record('Added', at(), 'anna', fields: ['price' => new DateInterval('P1M')])),
    fn () => $ingest(new Record('Added', at(), identities: ['anna'])),
    fn () => $ingest(new Record('Added', at(), identities: ['login' => 5])),
    fn () => $ingest(new Record('Added', at(), identities: ['login' => ['anna', 5]])),
    fn () => $e->ingest([], 'now'),
    fn () => $e->ingest([], PHP_INT_MAX),
    fn () => $e->ingest([], at(), 'web'),
    fn () => $e->ingest([], at(), $unmade(Offset::class)),
    fn () => (new Offset('a', 'b'))->__construct('c', 'd'),
    // models
    fn () => $e->addModel(Model::parse(str_replace('20.0', '21.0', BASKET_TEXT)), at()),
    fn () => $e->addModel($m, 'now'),
    fn () => $e->addModel('basket', at()),
    fn () => $e->addModel($m, at(), 1),
    fn () => $e->plan(Model::parse("tappa: 1\nmodel: other\nversion: 1\nstages: {b: {}}")),
    fn () => $e->apply('other', at()),
    fn () => $e->apply('basket', PHP_INT_MAX),
    fn () => $e->apply('basket', at(), 0),
    fn () => $e->apply(str_repeat('k', 65536), at()),
    fn () => $e->addKind(''),
    fn () => $e->addKind('login', -1),
    fn () => $e->addKind("\xff"),
    // limits, customers, contacts
    fn () => $e->claim(at(), 0),
    fn () => $e->claim(at(), 1025),
    fn () => $e->claim('now'),
    fn () => $e->runDue(at(), 0),
    fn () => $e->runDue(PHP_INT_MIN),
    fn () => $e->where(5),
    fn () => $e->where(PHP_INT_MIN),
    fn () => $e->where(0),
    fn () => $e->decide(5, at()),
    fn () => $e->decide($anna, PHP_INT_MAX),
    fn () => $e->decide($anna, at(), str_repeat('k', 65536)),
    fn () => $e->journal(5),
    fn () => $e->export(5),
    fn () => $e->erase(5, at()),
    fn () => $e->part(1, at()),
    fn () => $e->part(-1, at()),
    fn () => $e->partIdentities('login', 'x', 'cookie', 'y', at()),
    fn () => $e->partIdentities(str_repeat('k', 65536), 'x', 'cookie', 'y', at()),
    fn () => $e->report('key', ContactState::Sent, at()),
    fn () => $e->report(str_repeat('0', 32), ContactState::Sent, at()),
    fn () => $e->report(str_repeat('0', 31) . "\n", ContactState::Sent, at()),
    fn () => $e->report(str_repeat('0', 32), 'sent', at()),
    // opening
    fn () => new Engine(),
    fn () => Engine::open(''),
    fn () => Engine::open(':memory:'),
    fn () => Engine::open("a\0b"),
    fn () => Engine::open('/nowhere/shop.db'),
    fn () => Engine::open(sys_get_temp_dir()),
    fn () => Engine::open(FILE),
    fn () => Engine::memory(zone: 'Europe/Atlantis'),
    fn () => Engine::memory(zone: "Europe/Rome\0x"),
    fn () => Engine::memory(lateness: 0),
    fn () => Engine::memory(lateness: new DateInterval('P1M')),
    fn () => Engine::memory(lease: '5m'),
    fn () => Engine::memory(lateness: new DateInterval('P9D'), seenWindow: new DateInterval('P2D')),
    fn () => Engine::memory(lease: 10 ** 15),
    fn () => Engine::memory(attempts: 0),
    fn () => Engine::memory(identities: 65),
    fn () => Engine::memory(cache: PHP_INT_MAX),
    // the object itself
    fn () => clone $e,
    fn () => serialize($e),
    fn () => unserialize('O:12:"Tappa\Engine":0:{}'),
    fn () => $unmade(Engine::class),
    fn () => $e->anything = 1,
    fn () => eval('return ' . var_export($e, true) . ';'),
    fn () => new Ingested(),
    fn () => $e->where($anna)->zone = 'UTC',
] as $call) {
    thrown($call);
}
var_dump(file_get_contents(FILE) === str_repeat('no store ', 100), $e->export($anna) === $before);
--EXPECT--
TypeError: Tappa\Record::__construct(): Argument #2 ($time) must be of type DateTimeInterface|int, string given
TypeError: Tappa\Record::__construct(): Argument #2 ($time) must be of type DateTimeInterface|int, null given
TypeError: Tappa\Record::__construct(): Argument #1 ($event) must be of type string, int given
Error: This Tappa\Record has been made already
TypeError: Tappa\Record::__construct(): Argument #4 ($identities) must be of type array, string given
TypeError: Tappa\Engine::ingest(): Argument #1 ($records) must be a list of Tappa\Record; the item 0 is string
TypeError: Tappa\Engine::ingest(): Argument #1 ($records) must be a list of Tappa\Record; the item 0 is array
TypeError: Tappa\Engine::ingest(): Argument #1 ($records) must be a list of Tappa\Record; the item 0 is Tappa\Event
TypeError: Tappa\Engine::ingest(): Argument #1 ($records) must be a list of Tappa\Record; the item 1 is null
Error: This Tappa\Record was never made: its constructor did not run
Error: This Tappa\Record was never made: its constructor did not run
ValueError: Tappa\Engine::ingest(): Argument #1 ($records) must give fields by name; the record 0 has a field 0
Tappa\FieldException: The field "price" of the record 0 is a stdClass that no model can take
Tappa\FieldException: The field "price" of the record 0 is a Tappa\Mode that no model can take
Tappa\FieldException: The field "price" of the record 0 is a DateInterval that no model can take
ValueError: Tappa\Engine::ingest(): Argument #1 ($records) must give identities as strings by kind; those of the record 0 are not
ValueError: Tappa\Engine::ingest(): Argument #1 ($records) must give identities as strings by kind; those of the record 0 are not
ValueError: Tappa\Engine::ingest(): Argument #1 ($records) must give identities as strings by kind; those of the record 0 are not
TypeError: Tappa\Engine::ingest(): Argument #2 ($now) must be of type DateTimeInterface|int, string given
Tappa\TimeException: The events: time outside the years 0001 to 9999
TypeError: Tappa\Engine::ingest(): Argument #3 ($offset) must be of type ?Tappa\Offset, string given
Error: This Tappa\Offset was never made: its constructor did not run
Error: This Tappa\Offset has been made already
Tappa\MismatchException: Another model basket of version 1 is known: count the version up
TypeError: Tappa\Engine::addModel(): Argument #2 ($now) must be of type DateTimeInterface|int, string given
TypeError: Tappa\Engine::addModel(): Argument #1 ($model) must be of type Tappa\Model, string given
TypeError: Tappa\Engine::addModel(): Argument #3 ($policy) must be of type Tappa\Policy, int given
Tappa\UnknownException: No model other is in force
Tappa\UnknownException: No model other is in force
Tappa\TimeException: Moving journeys: time outside the years 0001 to 9999
ValueError: Tappa\Engine::apply(): Argument #3 ($limit) must be between 1 and 2147483647
ValueError: Tappa\Engine::apply(): Argument #1 ($model) must be at most 65,535 bytes
Tappa\InvalidException: A kind of identity has a name, UTF-8 of at most 65,535 bytes
ValueError: Tappa\Engine::addKind(): Argument #2 ($atMost) must be between 0 and 4294967295
Tappa\InvalidException: A kind of identity has a name, UTF-8 of at most 65,535 bytes
ValueError: Tappa\Engine::claim(): Argument #2 ($limit) must be between 1 and 1024
ValueError: Tappa\Engine::claim(): Argument #2 ($limit) must be between 1 and 1024
TypeError: Tappa\Engine::claim(): Argument #1 ($now) must be of type DateTimeInterface|int, string given
ValueError: Tappa\Engine::runDue(): Argument #2 ($limit) must be between 1 and 2147483647
Tappa\TimeException: What is due: time outside the years 0001 to 9999
Tappa\UnknownException: There is no customer 5
Tappa\UnknownException: There is no customer -9223372036854775808
Tappa\UnknownException: There is no customer 0
Tappa\UnknownException: There is no customer 5
Tappa\TimeException: The customer: time outside the years 0001 to 9999
ValueError: Tappa\Engine::decide(): Argument #3 ($touchpoint) must be at most 65,535 bytes
Tappa\UnknownException: There is no customer 5
Tappa\UnknownException: There is no customer 5
Tappa\UnknownException: There is no customer 5
Tappa\UnknownException: There is no event 1 in the journal, or it joined nobody
Tappa\UnknownException: There is no event -1 in the journal, or it joined nobody
Tappa\UnknownException: login "x" and cookie "y" are not one customer by any event that shows both
ValueError: Tappa\Engine::partIdentities(): Argument #1 ($kind) must be at most 65,535 bytes
ValueError: Tappa\Engine::report(): Argument #1 ($key) must be the key of a contact, 32 hexadecimal digits
Tappa\UnknownException: There is no contact 00000000000000000000000000000000
ValueError: Tappa\Engine::report(): Argument #1 ($key) must be the key of a contact, 32 hexadecimal digits
TypeError: Tappa\Engine::report(): Argument #2 ($state) must be of type Tappa\ContactState, string given
Error: Call to private Tappa\Engine::__construct() from global scope
Tappa\IoException: "" is no path
ValueError: Tappa\Engine::open(): Argument #1 ($path) must be a file: Tappa\Engine::memory() makes an engine in memory
ValueError: Tappa\Engine::open(): Argument #1 ($path) must not contain any null bytes
Tappa\IoException: /nowhere/shop.db: cannot be opened or made
Tappa\IoException: /tmp: cannot be opened or made
Tappa\FormatException: FILE: it is no store of Tappa's
Tappa\ZoneException: "Europe/Atlantis": no such time zone, or a damaged one
ValueError: Tappa\Engine::memory(): Argument #8 ($zone) must not contain any null bytes
ValueError: Tappa\Engine::memory(): Argument #1 ($lateness) must be a duration above 0: a DateInterval without months and years, or microseconds
ValueError: Tappa\Engine::memory(): Argument #1 ($lateness) must be a duration above 0: a DateInterval without months and years, or microseconds
TypeError: Tappa\Engine::memory(): Argument #3 ($lease) must be of type DateInterval|int|null, string given
Tappa\InvalidException: An option is out of range: seenWindow at least lateness, a lease of at most ten years (3,650 days)
Tappa\InvalidException: An option is out of range: seenWindow at least lateness, a lease of at most ten years (3,650 days)
ValueError: Tappa\Engine::memory(): Argument #4 ($attempts) must be between 1 and 2147483647
ValueError: Tappa\Engine::memory(): Argument #5 ($identities) must be between 1 and 64
ValueError: Tappa\Engine::memory(): Argument #6 ($cache) must be between 1 and 2147483647
Error: Trying to clone an uncloneable object of class Tappa\Engine
Exception: Serialization of 'Tappa\Engine' is not allowed
Exception: Unserialization of 'Tappa\Engine' is not allowed
ReflectionException: Class Tappa\Engine is an internal class marked as final that cannot be instantiated without invoking its constructor
Error: Cannot create dynamic property Tappa\Engine::$anything
Error: Call to undefined method Tappa\Engine::__set_state()
Error: Call to private Tappa\Ingested::__construct() from global scope
Error: Cannot modify readonly property Tappa\Standing::$zone
bool(true)
bool(true)
