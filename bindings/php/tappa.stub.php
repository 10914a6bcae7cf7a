<?php

/**
 * Tappa: customer journeys. A model, written in YAML, says which stages a customer goes through; events move each
 * customer's journey through it, and a batch says what happened and what the shop is asked to do.
 *
 * Times: every `DateTimeInterface|int $time` is a time with its zone, or whole microseconds since 1970-01-01T00:00:00Z. What
 * comes back is a DateTimeImmutable in UTC; in the plain arrays of a cohort, whole microseconds.
 * Durations: a DateInterval without months and years (a day is 24 hours), or whole microseconds. What comes back is a DateInterval
 * in hours, minutes and seconds, so that adding it to a time means the same in every zone.
 * Errors: every method may throw a Tappa\Exception; after it nothing has changed, unless the method says otherwise.
 *
 * @generate-class-entries
 */

namespace Tappa;

/**
 * The version of the library inside, "0.1.0".
 * @var string
 * @cvalue tappa_version()
 */
const VERSION = UNKNOWN;

/**
 * Reads a duration as models write it: `1d12h`, `90s`, `P1DT12H`.
 * @return int microseconds
 */
function duration(string $text): int {}

/** The JSON Schema of the model format, for editors. */
function schema(): string {}

/**
 * A compiled model: immutable, and shared by all requests of a worker process where it was loaded from a file.
 * Iterating gives its stages by name; counting, how many there are.
 * @strict-properties
 */
final class Model implements \IteratorAggregate, \Countable
{
    public readonly string $name;
    public readonly int $version;
    /** The title; of several, the first written. */
    public readonly string $title;
    /** 32 hexadecimal digits that only models with the same meaning share. */
    public readonly string $fingerprint;
    /** Whether journeys begin by rows of `entry` only. */
    public readonly bool $hasEntry;
    /** When a customer may begin another journey. */
    public readonly Again $again;
    /** Whether `entry_rules` has a `key`: journeys side by side. */
    public readonly bool $hasKey;

    private function __construct() {}

    /**
     * Reads and compiles a file. A worker process compiles it once and all its requests share the result, until the file's
     * time of modification, size or inode changes.
     * @throws ModelException the model has errors; its diagnostics say which
     * @throws IoException the file cannot be read
     */
    public static function load(string $path): Model {}

    /**
     * Compiles a text.
     * @param string $name what diagnostics call the text
     * @throws ModelException the model has errors; its diagnostics say which
     */
    public static function parse(string $text, string $name = "<text>"): Model {}

    /**
     * What is doubtful in the model: a stage that nothing reaches, an event nobody handles, ...
     * @return list<Diagnostic>
     */
    public function check(): array {}

    /** The title in a language, "it"; null: the first written. */
    public function title(?string $language = null): string {}

    /** The canonical text: YAML that compiles to the same model. */
    public function dump(): string {}

    /**
     * The stages in document order.
     * @return array<string, Stage>
     */
    public function stages(?string $language = null): array {}

    /** @throws NameException the model has no such stage */
    public function stage(string $name, ?string $language = null): Stage {}

    /**
     * The events declared, in document order.
     * @return array<string, EventType>
     */
    public function events(): array {}

    /**
     * @param string $name the event's name or an alias
     * @throws NameException nobody declared it
     */
    public function event(string $name): EventType {}

    /** @return array<string, Touchpoint> */
    public function touchpoints(): array {}

    /** @throws NameException the model has no such touchpoint */
    public function touchpoint(string $name): Touchpoint {}

    /** @return array<string, Channel> */
    public function channels(): array {}

    /**
     * All rows: those of `entry` first, then by stage in the order written. What happened names a row by its index here.
     * @return list<Transition>
     */
    public function transitions(): array {}

    /** @return array<string, Goal> */
    public function goals(): array {}

    /**
     * What one journey remembers.
     * @return array<string, Kind>
     */
    public function data(): array {}

    /**
     * What is known of a customer.
     * @return array<string, Kind>
     */
    public function profile(): array {}

    /**
     * The slots of the profile that are marked as personal.
     * @return list<string>
     */
    public function personal(): array {}

    /** Whether `migrate` says how journeys that began under this older version go on under the model. */
    public function leadsOn(int $version): bool {}

    /**
     * The slots of `data` whose values are not kept for as long as the journey, and for how long they are.
     * @return array<string, \DateInterval>
     */
    public function dataKept(): array {}

    /**
     * The same of the profile.
     * @return array<string, \DateInterval>
     */
    public function profileKept(): array {}

    /**
     * By what the shop knows slots of the profile; those of which the model does not say are absent.
     * @return array<string, Source>
     */
    public function sources(): array {}

    /**
     * What may be proposed to a customer who is present, in the order written.
     * @return array<string, Offer>
     */
    public function offers(): array {}

    /** @return list<Cap> */
    public function caps(): array {}

    /** @return list<Quiet> */
    public function quietHours(): array {}

    /**
     * What goes before what where not all may be said; higher goes first, a touchpoint without one has 0.
     * @return array<string, int>
     */
    public function priorities(): array {}

    /** @return list<Response> */
    public function responses(): array {}

    /** @return list<string> */
    public function experiments(): array {}

    /** The `key` of `entry_rules` for an event; null where the event has none. */
    public function eventKey(Event $event): ?string {}

    public function count(): int {}

    /** @return \Iterator<string, Stage> */
    public function getIterator(): \Iterator {}

    /** @return array{text: string} */
    public function __serialize(): array {}

    /** @phpstan-param array{text: string} $data */
    public function __unserialize(array $data): void {}
}

/** @strict-properties */
final class Stage
{
    /** Its place in document order. */
    public readonly int $index;
    public readonly string $name;
    public readonly string $title;
    public readonly StageKind $kind;
    public readonly ?string $parent;
    /** 0 at top level. */
    public readonly int $depth;
    /** @var list<string> */
    public readonly array $children;
    /** Which child is entered by default; null where there is none, or several are. */
    public readonly ?string $initial;
    public readonly string $demand;
    public readonly string $phase;
    public readonly string $tone;
    public readonly string $audience;

    private function __construct() {}
}

/** @strict-properties */
final class Channel
{
    public readonly string $name;
    public readonly ?Setting $setting;
    /** The purpose that the customer must have agreed to; "" for none. */
    public readonly string $consent;

    private function __construct() {}
}

/**
 * Where customer and shop meet.
 * @strict-properties
 */
final class Touchpoint
{
    public readonly int $index;
    public readonly string $name;
    public readonly Channel $channel;
    public readonly Direction $direction;
    public readonly ?Owner $owner;
    /** The purpose that the customer must have agreed to; "" for none. */
    public readonly string $consent;
    /** Cost of one contact. */
    public readonly float $cost;
    /**
     * The stages that a contact serves.
     * @var list<string>
     */
    public readonly array $stages;

    private function __construct() {}
}

/**
 * An event of the model's vocabulary.
 * @strict-properties
 */
final class EventType
{
    /** What a cohort's `$events` may name instead of the name. */
    public readonly int $index;
    public readonly string $name;
    /** @var list<string> */
    public readonly array $aliases;
    /** @var array<string, Kind> */
    public readonly array $fields;
    public readonly ?string $touchpoint;

    private function __construct() {}
}

/**
 * A row of the model.
 * @strict-properties
 */
final class Transition
{
    public readonly int $index;
    public readonly RowKind $kind;
    /** Its stage; null for a row of `entry`. */
    public readonly ?string $source;
    /**
     * As written: names, prefixes, "*".
     * @var list<string>
     */
    public readonly array $events;
    /** The text of its `if`; "" without one. */
    public readonly string $condition;
    /**
     * None: it stays.
     * @var list<string>
     */
    public readonly array $targets;
    /** Whether the targets are written as a list. */
    public readonly bool $isList;
    public readonly bool $isInternal;
    public readonly string $title;
    /** Where it stands: `stages.interest.when.purchase`. */
    public readonly string $path;
    public readonly int $line;
    public readonly ?\DateInterval $delay;
    public readonly ?\DateInterval $every;
    /** `at`: since local midnight. */
    public readonly ?\DateInterval $at;

    private function __construct() {}
}

/**
 * What may be proposed to a customer who is present.
 * @strict-properties
 */
final class Offer
{
    public readonly string $name;
    /** null: any. */
    public readonly ?string $touchpoint;
    /**
     * The stages that it serves.
     * @var list<string>
     */
    public readonly array $stages;
    public readonly int $priority;

    private function __construct() {}
}

/**
 * An offer, and whether its condition holds for a journey.
 * @strict-properties
 */
final class Proposal
{
    public readonly Offer $offer;
    /** Its stages are not looked at. */
    public readonly bool $holds;
    /** What it is worth; null where it has no value, where that cannot be computed, or the offer does not hold. */
    public readonly mixed $value;
    /** Why it does not hold, with the values met; "" where it does. */
    public readonly string $because;

    private function __construct() {}
}

/**
 * At most so many contacts within any stretch of `$per`.
 * @strict-properties
 */
final class Cap
{
    /** null: all. */
    public readonly ?string $channel;
    /** null: all. */
    public readonly ?string $touchpoint;
    public readonly int $atMost;
    public readonly \DateInterval $per;

    private function __construct() {}
}

/**
 * Quiet hours, in the customer's zone; where `$to` is not after `$from` they last over midnight.
 * @strict-properties
 */
final class Quiet
{
    /** null: all. */
    public readonly ?string $channel;
    /** Since local midnight. */
    public readonly \DateInterval $from;
    /** It no longer belongs to them. */
    public readonly \DateInterval $to;

    private function __construct() {}
}

/**
 * How long an answer is waited for.
 * @strict-properties
 */
final class Response
{
    /** null: all. */
    public readonly ?string $channel;
    /** null: all. */
    public readonly ?string $touchpoint;
    public readonly \DateInterval $within;

    private function __construct() {}
}

/** @strict-properties */
final class Goal
{
    public readonly string $name;
    /** The stage to reach; null where an event counts. */
    public readonly ?string $stage;
    public readonly ?string $event;

    private function __construct() {}
}

/**
 * What is wrong or doubtful in a model. As text: as a compiler prints it, with the line and a caret.
 * @strict-properties
 */
final class Diagnostic implements \Stringable
{
    /** A number that means one thing for ever. */
    public readonly int $code;
    /** The code as a word: `unknown-key`. */
    public readonly string $name;
    public readonly Severity $severity;
    public readonly string $file;
    /** From 1; 0: the text as a whole. */
    public readonly int $line;
    /** From 1, in characters. */
    public readonly int $column;
    /** How many characters the caret underlines. */
    public readonly int $width;
    /** Place in the YAML: `stages.interest.when.purchase`. */
    public readonly string $path;
    public readonly string $message;
    /** What to do, or the name that was probably meant; "" where nothing is near. */
    public readonly string $hint;
    /** The offending line. */
    public readonly string $excerpt;
    private readonly string $text;

    private function __construct() {}

    public function __toString(): string {}
}

/**
 * Something that happened.
 * @strict-properties
 */
final class Event
{
    public readonly string $name;
    public readonly \DateTimeInterface|int $time;
    /** @var array<string, mixed> */
    public readonly array $fields;
    public readonly ?string $touchpoint;

    /**
     * @param string $name as declared in the model, or an alias; a name nobody declared is for rows of prefixes and `*`
     * @phpstan-param array<string, mixed> $fields by name; null is absent
     * @param string|null $touchpoint where it happened; null: as declared
     */
    public function __construct(string $name, \DateTimeInterface|int $time, array $fields = [], ?string $touchpoint = null) {}
}

/**
 * One customer's way through one model. Two are equal where their snapshots are.
 *
 * It reads no clock and runs no timers by itself: before an event, and whenever nextDue() has come, call runDue() until it returns null.
 * @strict-properties
 */
final class Journey
{
    public readonly Model $model;
    public readonly string $customer;
    public readonly string $id;

    /**
     * A journey that has not begun; its first event begins it.
     * @param string $customer whose it is; experiments go by it. UTF-8, at most 65,535 bytes
     * @param string|null $id `journey.id`; null for the customer's
     */
    public function __construct(Model $model, string $customer, ?string $id = null) {}

    /**
     * One event, handled to its end.
     * @param Event|string $event what happened; with a name, the time and fields follow
     * @phpstan-param array<string, mixed> $fields by name; null is absent
     * @param string|null $touchpoint where it happened; null: as declared
     * @param bool $explain whether the batch says of each row why it was taken or not
     * @return Batch empty where no row takes the event, and where no journey begins by it (see hasBegun())
     * @throws LateException it is older than the journey's last event
     * @throws FieldException a field does not fit its declared type
     * @throws NameException the event has no such field, or the model no such touchpoint
     * @throws LoopException the model goes round in a circle
     */
    public function feed(Event|string $event, \DateTimeInterface|int|null $time = null, array $fields = [], ?string $touchpoint = null, bool $explain = false): Batch {}

    /**
     * Begins the journey without handling the event further.
     * @phpstan-param array<string, mixed> $fields
     * @throws InvalidException it has begun
     */
    public function begin(Event|string $event, \DateTimeInterface|int|null $time = null, array $fields = [], ?string $touchpoint = null, bool $explain = false): Batch {}

    /**
     * What feed() would do; the journey stays as it is.
     * @phpstan-param array<string, mixed> $fields
     */
    public function probe(Event|string $event, \DateTimeInterface|int|null $time = null, array $fields = [], ?string $touchpoint = null, bool $explain = false): Batch {}

    /**
     * Runs the one timer that is due first, as at its due time:
     *
     *     while ($batch = $journey->runDue($now)) { ... }
     *
     * @return Batch|null null where nothing is due at or before `$now`
     * @throws LoopException the timer loops; it is used up and nothing else has changed: call again for the next one
     */
    public function runDue(\DateTimeInterface|int $now, bool $explain = false): ?Batch {}

    /** When the next timer is due; null where none is armed. */
    public function nextDue(): ?\DateTimeImmutable {}

    /** How many timers are armed, delayed sends among them. */
    public function timerCount(): int {}

    /** The customer's time zone, for `at` timers armed from now on. UTC in a new journey. */
    public function setZone(\DateTimeZone|string $zone): void {}

    public function hasBegun(): bool {}

    public function hasEnded(): bool {}

    /** When it began; null where it has not. */
    public function started(): ?\DateTimeImmutable {}

    /** The time of its last step; null where it has not begun. */
    public function last(): ?\DateTimeImmutable {}

    /** How many steps it has made. */
    public function sequence(): int {}

    /**
     * The active leaf stages in document order; after the end the final one.
     * @return list<string>
     */
    public function stages(): array {}

    /** Whether a stage is active, also as an ancestor. */
    public function isAt(string $stage): bool {}

    /** When an active stage was entered; null for others. */
    public function since(string $stage): ?\DateTimeImmutable {}

    /**
     * What the journey remembers, by slot; a slot without a value is absent.
     * @return array<string, mixed>
     */
    public function data(): array {}

    /**
     * What the journey knows of its customer, by slot; a slot without a value is absent.
     * @return array<string, mixed>
     */
    public function profile(): array {}

    /**
     * Writes a slot of the profile from outside.
     * @param mixed $value of the slot's type; null empties it
     */
    public function setProfile(string $slot, mixed $value): void {}

    /** The value of a goal as the journey now stands; null where the goal has none. */
    public function goalValue(string $goal, ?Event $event = null): mixed {}

    /** Empties a slot of `data`: it is as in a new journey. For hosts that keep to Model::dataKept(). */
    public function forget(string $slot): void {}

    /**
     * The model's offers, and whether their conditions hold as the journey now stands.
     * @param Event|null $event what `event` means in the conditions
     * @return list<Proposal>
     */
    public function offers(\DateTimeInterface|int $now, ?Event $event = null): array {}

    /**
     * The arm of each experiment that the journey's customer is in.
     * @return array<string, string>
     */
    public function arms(): array {}

    /** The journey as bytes, to keep it until the next request. */
    public function snapshot(): Snapshot {}

    /** @return array{model: Model, snapshot: string} */
    public function __serialize(): array {}

    /** @phpstan-param array{model: Model, snapshot: string} $data */
    public function __unserialize(array $data): void {}
}

/**
 * A journey as bytes: the same journey gives the same bytes on every machine.
 * @strict-properties
 */
final class Snapshot implements \Stringable
{
    public readonly string $bytes;

    public function __construct(string $bytes) {}

    /**
     * The journey again. Under a newer version of its model its stages are moved by `migrate`.
     * @param Batch|null $batch receives what was moved, dropped and armed anew
     * @throws SnapshotException these are no bytes of a snapshot
     * @throws MismatchException it is of another model, or of a version that `migrate` does not lead on from
     * @throws NameException a stage of it is neither in the model nor in `migrate`
     */
    public function restore(Model $model, ?Batch &$batch = null): Journey {}

    /** The bytes. */
    public function __toString(): string {}
}

/**
 * What one call did, in the order in which it happened. Iterating gives the effects: what the host is asked to do; counting, how many there are.
 * @strict-properties
 * @not-serializable
 */
final class Batch implements \IteratorAggregate, \Countable
{
    public readonly Model $model;
    /** @var list<Step> */
    public readonly array $steps;
    /** @var list<Taken> */
    public readonly array $taken;
    /** @var list<Change> */
    public readonly array $changes;
    /** @var list<TimerChange> */
    public readonly array $timers;
    /** @var list<Effect> */
    public readonly array $effects;
    /** @var list<Failure> */
    public readonly array $failures;
    /** @var list<Considered> */
    public readonly array $considered;
    /** @var list<Moved> */
    public readonly array $moved;
    /** @var list<Refused> */
    public readonly array $refused;

    private function __construct() {}

    /** How many rows were taken; costs nothing. */
    public function takenCount(): int {}

    /**
     * The rows taken as plain arrays of equal length, for the many of a cohort: indices and microseconds; `from` is -1 for a row of
     * `entry`, `to` where the journey stayed.
     * @return array{time: list<int>, row: list<int>, from: list<int>, to: list<int>, journey: list<int>, input: list<int>}
     */
    public function takenColumns(): array {}

    public function count(): int {}

    /** @return \Iterator<int, Effect> */
    public function getIterator(): \Iterator {}
}

/**
 * One event handled to its end.
 * @strict-properties
 */
final class Step
{
    public readonly StepKind $kind;
    /** The event's name, `start`, `after`. */
    public readonly string $name;
    public readonly \DateTimeImmutable $time;
    /** @var list<string> */
    public readonly array $left;
    /** @var list<string> */
    public readonly array $entered;
    /**
     * The active leaf stages after it.
     * @var list<string>
     */
    public readonly array $stages;

    private function __construct() {}
}

/**
 * A transition that was taken.
 * @strict-properties
 */
final class Taken
{
    /** The row's own stage; null for a row of `entry`. */
    public readonly ?string $from;
    /**
     * None: it stayed.
     * @var list<string>
     */
    public readonly array $to;
    /** Its place in Model::transitions(). */
    public readonly int $row;
    public readonly \DateTimeImmutable $time;
    public readonly int $step;
    /** In a cohort: the journey's number, and the event's place in the arrays. */
    public readonly int $journey;
    public readonly int $input;

    private function __construct() {}
}

/**
 * A slot that was written.
 * @strict-properties
 */
final class Change
{
    public readonly Space $space;
    public readonly string $slot;
    public readonly mixed $value;
    public readonly int $step;
    public readonly int $journey;
    public readonly int $input;

    private function __construct() {}
}

/**
 * A timer that was armed or dropped.
 * @strict-properties
 */
final class TimerChange
{
    public readonly TimerKind $kind;
    public readonly \DateTimeImmutable $due;
    /** The row of `after`; null: a delayed send. */
    public readonly ?int $row;
    /** The sent event; null for a row of `after`. */
    public readonly ?string $event;
    public readonly int $step;

    private function __construct() {}
}

/**
 * What the host is asked to do.
 * @strict-properties
 */
final class Effect
{
    public readonly EffectKind $kind;
    /** The touchpoint, slot, model, effect or counter. */
    public readonly string $name;
    /** @var array<string, mixed> */
    public readonly array $arguments;
    /** Learn: what; count: by how much, null where the model does not say. */
    public readonly mixed $value;
    /** Contact: how long it makes sense; null: always. */
    public readonly ?\DateInterval $expires;
    public readonly \DateTimeImmutable $time;
    /** The row whose action it was; null: of `enter`, `leave` or `initial`. */
    public readonly ?int $row;
    public readonly int $step;
    public readonly int $journey;
    public readonly int $input;

    private function __construct() {}
}

/**
 * An expression that failed.
 * @strict-properties
 */
final class Failure
{
    public readonly string $path;
    public readonly string $expression;
    public readonly string $message;
    public readonly int $line;
    public readonly int $column;
    public readonly ?int $row;
    public readonly int $step;
    public readonly int $journey;
    public readonly int $input;

    private function __construct() {}
}

/**
 * A row that was looked at, and what came of it.
 * @strict-properties
 */
final class Considered
{
    public readonly int $row;
    public readonly Verdict $verdict;
    /** The row that was taken instead. */
    public readonly ?int $by;
    /** The event then; null: `always`, `after`, or one that nobody declared. */
    public readonly ?string $event;
    /** The part of the condition that does not hold, with its values. */
    public readonly string $because;
    public readonly int $step;

    private function __construct() {}
}

/**
 * What restoring a snapshot did.
 * @strict-properties
 */
final class Moved
{
    public readonly MovedKind $kind;
    /** The stage here. */
    public readonly ?string $stage;
    /** The old stage, slot, row or event. */
    public readonly string $name;
    public readonly ?\DateTimeImmutable $due;

    private function __construct() {}
}

/**
 * An event of a cohort that was not handled.
 * @strict-properties
 */
final class Refused
{
    /** Its place in the arrays; in runDue() the journey's number. */
    public readonly int $input;
    public readonly Status $status;

    private function __construct() {}
}

/**
 * Many journeys of one model in flat arrays, for replay and simulation. Counting gives how many; iterating, a copy of each.
 * @strict-properties
 * @not-serializable
 */
final class Cohort implements \IteratorAggregate, \Countable
{
    public readonly Model $model;
    /** Bytes that a resting journey takes. */
    public readonly int $journeyBytes;

    /**
     * Journeys that have not begun; customer and id of journey i are the digits of i.
     * @param int $count at least 1
     */
    public function __construct(Model $model, int $count) {}

    /**
     * Feeds events in the order given. One that is refused is noted in the batch and the next one goes on.
     * @phpstan-param list<int> $journeys for each event, the journey's number
     * @phpstan-param list<int|string> $events its type, by index (EventType::$index, quicker) or name
     * @phpstan-param list<int|\DateTimeInterface> $times microseconds since 1970-01-01T00:00:00Z (quicker), or times
     * @phpstan-param array<string, list<mixed>> $fields for each field, a value for each event; null is absent
     * @param bool $timers whether each journey's due timers run before an event
     * @throws \ValueError an array of another length, a number out of range: nothing was done
     * @throws FieldException a value that does not fit: nothing was done
     */
    public function feed(array $journeys, array $events, array $times, array $fields = [], bool $timers = false): Batch {}

    /** Runs what is due at or before `$now`, journey by journey. */
    public function runDue(\DateTimeInterface|int $now): Batch {}

    /** When the first timer of all is due; null where none is armed. */
    public function nextDue(): ?\DateTimeImmutable {}

    /** A copy of one journey. */
    public function get(int $index): Journey {}

    /** Puts a copy of a journey of the same model in. */
    public function put(int $index, Journey $journey): void {}

    /**
     * How many begun journeys have each stage active, ancestors included.
     * @return array<string, int>
     */
    public function histogram(): array {}

    public function count(): int {}

    /** @return \Iterator<int, Journey> */
    public function getIterator(): \Iterator {}
}

/** Who may use a store's file at the same time. */
enum Mode
{
    /** One process has the file: events are appended, states are written now and then. For a daemon. */
    case Owner;
    /** Any number of processes: every call writes through, and a lost race is tried again. For PHP's workers. */
    case Shared;
}

/**
 * Something that happened, as a log tells it: before any model has looked at it.
 * @strict-properties
 */
final class Record
{
    public readonly string $event;
    public readonly \DateTimeInterface|int $time;
    public readonly ?string $customer;
    /** @var array<string, string|null|list<string|null>> */
    public readonly array $identities;
    /** @var array<string, mixed> */
    public readonly array $fields;
    public readonly ?string $id;
    public readonly ?string $source;
    public readonly ?string $touchpoint;
    public readonly ?string $zone;
    public readonly int $order;

    /**
     * @param string $event its name, or an alias of it
     * @param string|null $customer who: an identity of the kind "customer"
     * @phpstan-param array<string, string|null|list<string|null>> $identities all by which the person was known then, by kind:
     *   `['cookie' => 'c1', 'login' => 'anna']`; null is absent. Two in one event prove that they are one person
     * @phpstan-param array<string, mixed> $fields by name: bool, int, float, string, a time, a DateInterval; null is absent. What is none of the model's,
     *   and a float that is no number, makes the record's outcome Refused
     * @param string|null $id what the source calls the event: of two with the same source and id, the second one is a duplicate
     * @param string|null $touchpoint where it happened; null: as declared
     * @param string|null $zone the customer's time zone, as "Europe/Rome"
     * @param int $order what orders events of one time from one source
     */
    public function __construct(string $event, \DateTimeInterface|int $time, ?string $customer = null, array $identities = [], array $fields = [], ?string $id = null, ?string $source = null, ?string $touchpoint = null, ?string $zone = null, int $order = 0) {}
}

/**
 * Customers, their journeys, timers, decisions and an outbox, over a store. Only what the store has done is done: each method that changes something
 * is one transaction, and what it returns is copied.
 *
 * It reads no clock: `$now` is the present. It belongs to the process that opened it: after a fork the child opens its own.
 * @strict-properties
 * @not-serializable
 */
final class Engine
{
    private function __construct() {}

    /**
     * Opens a SQLite file, making it where there is none. In a worker of PHP: once for each request. All options but `cache` and `checkpoint` are kept
     * in the file: what was said last holds for every process, null says nothing, and where nothing was ever said what stands here holds.
     * @phpstan-param \DateInterval|int|null $lateness how much older than a customer's newest event an event may be to be put into its place; null: 3 days
     * @phpstan-param \DateInterval|int|null $seenWindow how long an event id is remembered; null: 7 days
     * @phpstan-param \DateInterval|int|null $lease how long a claimed contact may stay unreported before it is handed out again; null: 5 minutes
     * @param int|null $attempts how often a contact is handed out before it counts as failed; null: 5
     * @param int|null $identities how many identities one customer may have; null: 64
     * @param int|null $cache how many customers are kept in memory; null: 65,536
     * @param int|null $checkpoint owner: entries of the journal before changed customers are written; null: 65,536
     * @param string|null $zone the zone of customers whose own is not known; null: UTC
     * @throws IoException the file cannot be opened or made
     * @throws BusyException another process owns it, or it is to be owned and others use it; from any method of a shared one: others kept it busy for
     *   more than five seconds, try again
     * @throws FormatException the file is no store
     */
    public static function open(string $path, Mode $mode = Mode::Shared, \DateInterval|int|null $lateness = null, \DateInterval|int|null $seenWindow = null, \DateInterval|int|null $lease = null, ?int $attempts = null, ?int $identities = null, ?int $cache = null, ?int $checkpoint = null, ?string $zone = null): Engine {}

    /** One in memory: it dies with the object. For tests. The options are those of open(). */
    public static function memory(\DateInterval|int|null $lateness = null, \DateInterval|int|null $seenWindow = null, \DateInterval|int|null $lease = null, ?int $attempts = null, ?int $identities = null, ?int $cache = null, ?int $checkpoint = null, ?string $zone = null): Engine {}

    /**
     * Puts a model into force from `$now` on; one that is in force already is left as it is, so that every request may say so.
     * @throws MismatchException another model of the same name and version is known: count the version up
     */
    public function addModel(Model $model, \DateTimeInterface|int $now, Policy $policy = Policy::Follow): void {}

    /** Says that one customer may have at most so many identities of a kind, so that two logins are never one person; 0: any number. */
    public function addKind(string $kind, int $atMost = 0): void {}

    /** A value that names nobody, in any kind: events with it are not joined by it. "guest", "null", "0" and their like are blocked from the start. */
    public function block(string $value): void {}

    /**
     * Takes events up, all in one transaction. One bad event never stops the others: each has its outcome. A race that was lost to another process is
     * tried again, eight times in all; then nothing is written.
     * @phpstan-param list<Record> $records in any order
     * @param Offset|null $offset how far a source was read, written in the same transaction; over a shared store only where it still stands as offset()
     *     said, if that was asked
     * @return list<Ingested> one for each record
     * @throws FieldException a field is an object that is no time and no duration: nothing is written
     * @throws ConflictException others were faster eight times, or one has read this source since: nothing is written; ask offset(), and go on from there
     */
    public function ingest(array $records, \DateTimeInterface|int $now, ?Offset $offset = null): array {}

    /** How far a source was read, as it was put in; null: never. */
    public function offset(string $source): ?string {}

    /**
     * Runs what is due at or before `$now`: timers, contacts that nobody opened in time, leases that are over. Each once, whatever dies.
     * @param int $limit how many customers at most
     * @return int how many were looked at; less than `$limit`: none is left
     */
    public function runDue(\DateTimeInterface|int $now, int $limit = 1000): int {}

    /** Whose an identity is; null: nobody's. */
    public function find(string $kind, string $value): ?int {}

    /**
     * What may be said to a customer now, best first, then everything else with what stops it. Changes nothing.
     * @param string|null $touchpoint where the customer is; null: nowhere in particular
     * @return list<Decision>
     * @throws UnknownException there is no such customer
     */
    public function decide(int $customer, \DateTimeInterface|int $now, ?string $touchpoint = null): array {}

    /**
     * Hands out contacts to make and effects to carry out, each checked again in the transaction that claims it. What timers ask for is there once
     * runDue() has run them. Each is to be reported before its lease is over, else it is handed out again, with the same key.
     * @param int $limit at most so many, 1 to 1,024
     * @return list<Claimed>
     * @throws ConflictException others were faster eight times: nothing is claimed
     */
    public function claim(\DateTimeInterface|int $now, int $limit = 100): array {}

    /**
     * What became of a contact. It comes back to the customer's journeys as the event `contact.sent`, ...; reporting the same again does nothing.
     * @param string $key as claimed
     * @param ContactState $state Sent, Opened, Bounced or Failed
     * @throws UnknownException there is no such contact
     * @throws InvalidException a state that it cannot go to
     */
    public function report(string $key, ContactState $state, \DateTimeInterface|int $now): void {}

    /**
     * Where a customer stands, as of its newest event or timer.
     * @throws UnknownException there is no such customer
     */
    public function where(int $customer): Standing {}

    /**
     * One person's history, oldest first, as lines of JSON: each entry, what became of it and why, and what failed.
     * @param int $customer 0: what is nobody's, as it came in
     * @param bool $explain with every row considered, and why it was or was not taken
     * @throws UnknownException there is no such customer
     */
    public function journal(int $customer, bool $explain = false): string {}

    /**
     * All that is kept of one person, as one JSON document.
     * @throws UnknownException there is no such customer
     */
    public function export(int $customer): string {}

    /**
     * Whose rows in the store are damaged, as lines of JSON: their numbers, and the identities by which the store still knows them.
     */
    public function damaged(): string {}

    /**
     * Forgets one person: no byte of theirs is left in the store's files.
     * @return string the proof, 32 hexadecimal digits that tell nobody who it was
     * @throws UnknownException there is no such customer
     * @throws BusyException a reader keeps old bytes alive: all is removed, but call it again to clear the files
     */
    public function erase(int $customer, \DateTimeInterface|int $now): string {}

    /**
     * Undoes what an event proved: its identities are no longer one customer by it.
     * @param int $sequence Ingested::$sequence
     * @throws UnknownException there is no such event, or it joined nobody
     */
    public function part(int $sequence, \DateTimeInterface|int $now): void {}

    /**
     * Undoes every event that shows both identities; they may still be one customer by a third, which other events show with each.
     * @throws UnknownException they are not one customer, or no event shows both
     */
    public function partIdentities(string $kind, string $value, string $otherKind, string $otherValue, \DateTimeInterface|int $now): void {}

    /**
     * What putting a model into force would do to journeys under way. Changes nothing.
     * @param \DateTimeInterface|int|null $now for `timersDue` and `overdue`; null: none are told
     * @throws UnknownException no model of this name is in force
     */
    public function plan(Model $next, \DateTimeInterface|int|null $now = null): Plan {}

    /**
     * Moves the journeys of a model under Policy::Migrate to its newest version, customer by customer. Begun again after a crash it goes on where it was.
     * @param string $model its name
     * @param int $limit how many customers at most
     * @return int how many were looked at; less than `$limit`: none is left
     */
    public function apply(string $model, \DateTimeInterface|int $now, int $limit = 1000): int {}

    /** Owner: writes every customer that has changed since it was last written. */
    public function checkpoint(): void {}

    /**
     * Sums since it was opened, by the names that metrics() has.
     * @return array<string, int>
     */
    public function counters(): array {}

    /** The sums as text that Prometheus reads. */
    public function metrics(): string {}

    /**
     * What the `count` actions of models have counted, over all customers. Reads every customer.
     * @return list<Count>
     */
    public function counts(): array {}

    /**
     * The versions of all models that were put into force, of each model the oldest first. Under which of them a journey is where() says.
     * @return list<Version>
     */
    public function versions(): array {}

    /** Writes what is not yet written and closes the store, as the end of the object does; says what failed, and nothing is lost by it. */
    public function close(): void {}
}

/**
 * What the `count` actions of one model have counted under one name.
 * @strict-properties
 */
final class Count
{
    public readonly string $model;
    public readonly string $name;
    /** How often it was counted. */
    public readonly int $times;
    /** An int, unless anything but whole numbers was added. */
    public readonly int|float $sum;

    private function __construct() {}
}

/**
 * A version of a model that was put into force.
 * @strict-properties
 */
final class Version
{
    public readonly string $model;
    public readonly int $version;
    /** It is in force for what happens from then on; the oldest of its model for all that happens before, too. */
    public readonly \DateTimeImmutable $since;
    /** Of journeys under the version before it. */
    public readonly Policy $policy;
    /** Policy::Migrate: since when journeys under way go to it; null: nobody has said so. */
    public readonly ?\DateTimeImmutable $applied;

    private function __construct() {}
}

/**
 * How far a source was read: what the host puts in comes back after a crash just as far as its events did.
 * @strict-properties
 */
final class Offset
{
    public readonly string $source;
    public readonly string $offset;

    public function __construct(string $source, string $offset) {}
}

/**
 * What became of an event.
 * @strict-properties
 */
final class Ingested
{
    public readonly Outcome $outcome;
    /** Its place in the journal; 0 for a duplicate. */
    public readonly int $sequence;
    /** null: nobody's. */
    public readonly ?int $customer;
    /** How many rows it took. */
    public readonly int $transitions;
    /** Whether it was put into its place before events that had come earlier. */
    public readonly bool $isLate;
    /** Why it was refused, or its identities were not joined; "" where there is nothing to say. */
    public readonly string $message;

    private function __construct() {}
}

/**
 * An offer or a contact, and whether it may be said now.
 * @strict-properties
 */
final class Decision
{
    public readonly DecisionKind $kind;
    /** Open, or what stops it. */
    public readonly Reason $reason;
    public readonly string $model;
    /** Of the offer, of the contact's touchpoint, of the effect. */
    public readonly string $name;
    public readonly ?string $touchpoint;
    public readonly ?string $channel;
    public readonly int $priority;
    /** Of an offer; 0.0 where it has none. */
    public readonly float $value;
    /** In words, with the values met; "" where there is nothing to say. */
    public readonly string $because;
    /** When it may be open; null: not known. */
    public readonly ?\DateTimeImmutable $until;
    /** Capped: so many of `$atMost` in `$per` are used up. */
    public readonly int $count;
    public readonly int $atMost;
    public readonly ?\DateInterval $per;
    /** Of a contact; null for an offer. */
    public readonly ?string $key;
    /** 1, 2, ... of those that are open; null for the others. */
    public readonly ?int $rank;

    private function __construct() {}
}

/**
 * A contact to make, or an effect named by `emit` to carry out.
 * @strict-properties
 */
final class Claimed
{
    /** 32 hexadecimal digits. It stays the same however often the contact is handed out: whoever sends refuses a key that it knows. */
    public readonly string $key;
    public readonly int $customer;
    public readonly string $model;
    /** null for an effect. */
    public readonly ?string $touchpoint;
    public readonly ?string $channel;
    /** The name of an `emit`; null for a contact. */
    public readonly ?string $effect;
    /** When the journey asked for it. */
    public readonly \DateTimeImmutable $wanted;
    /** Until when it must be reported. */
    public readonly \DateTimeImmutable $lease;
    public readonly ?\DateTimeImmutable $expires;
    /** 1, 2, ... */
    public readonly int $attempt;
    /** @var array<string, mixed> */
    public readonly array $arguments;

    private function __construct() {}
}

/**
 * Where a customer stands.
 * @strict-properties
 */
final class Standing
{
    public readonly int $customer;
    public readonly int $revision;
    /** The time of its newest event; null: none. */
    public readonly ?\DateTimeImmutable $last;
    /** When a timer or a contact is next due; null: none is. */
    public readonly ?\DateTimeImmutable $nextDue;
    public readonly string $zone;
    /** The channel that the customer prefers. */
    public readonly ?string $preferred;
    /**
     * By kind.
     * @var array<string, list<string>>
     */
    public readonly array $identities;
    /**
     * In the order in which they began. One that ended stands here until a later one of its model and key has taken its place.
     * @var list<Underway>
     */
    public readonly array $journeys;
    /** @var list<Consent> */
    public readonly array $consents;
    /**
     * What is known of the customer, by slot.
     * @var array<string, Known>
     */
    public readonly array $profile;
    /**
     * Open, and settled for as long as a cap may count them or an event may come late; export() has all.
     * @var list<Contact>
     */
    public readonly array $contacts;

    private function __construct() {}
}

/**
 * A journey of a customer.
 * @strict-properties
 */
final class Underway
{
    /** A copy: stages, since when, data and timers are read from it, and what is done to it stays with it. */
    public readonly Journey $journey;
    /** The name of the event that last moved it. */
    public readonly string $lastEvent;

    private function __construct() {}
}

/**
 * A consent in force, or its refusal.
 * @strict-properties
 */
final class Consent
{
    /** null: all. */
    public readonly ?string $purpose;
    /** null: all. */
    public readonly ?string $channel;
    /** Whether it was given, or withdrawn. */
    public readonly bool $isGiven;
    public readonly \DateTimeImmutable $since;
    public readonly ?\DateTimeImmutable $expires;
    /** As the event gave it; "". */
    public readonly string $proof;

    private function __construct() {}
}

/**
 * A value of the profile.
 * @strict-properties
 */
final class Known
{
    public readonly mixed $value;
    public readonly \DateTimeImmutable $since;
    /** null: kept. */
    public readonly ?\DateTimeImmutable $expires;
    /** By what the shop knows it; null where no model says. */
    public readonly ?Source $source;
    /** Whether a model marks it as personal. */
    public readonly bool $isPersonal;

    private function __construct() {}
}

/**
 * A contact, open or settled.
 * @strict-properties
 */
final class Contact
{
    public readonly string $key;
    public readonly string $model;
    /** Its touchpoint; the name of an effect, where it has no channel. */
    public readonly string $touchpoint;
    public readonly ?string $channel;
    public readonly ContactState $state;
    /** When it was asked for. */
    public readonly \DateTimeImmutable $wanted;
    /** When it came to its state. */
    public readonly \DateTimeImmutable $changed;
    /** When it is looked at next; null: it is settled. */
    public readonly ?\DateTimeImmutable $due;
    public readonly int $attempt;
    /** Whether it was sent, and by what came in since it would not be. */
    public readonly bool $isNotToday;
    /** Why it was withdrawn, or would not be wanted today; "". */
    public readonly string $because;

    private function __construct() {}
}

/**
 * What a new version of a model would do.
 * @strict-properties
 */
final class Plan
{
    /** Looked at: those with living journeys of the old version. */
    public readonly int $customers;
    public readonly int $journeys;
    /** Journeys whose stages are all as before. */
    public readonly int $stay;
    /** Journeys of which `migrate` moves a stage. */
    public readonly int $move;
    public readonly int $cannot;
    public readonly int $timersKept;
    public readonly int $timersRearmed;
    /** Of these, those for a time that is over: they would fire at once. */
    public readonly int $timersDue;
    public readonly int $timersDropped;
    /** Customers that cannot be read, and are not looked at. */
    public readonly int $damaged;
    /** Journeys with a timer whose time is over by `now`. It fires before they move; what it leads to is in none of these numbers. */
    public readonly int $overdue;
    /**
     * Most frequent first.
     * @var list<PlanMove>
     */
    public readonly array $moves;
    /**
     * Why some cannot move, each once.
     * @var list<string>
     */
    public readonly array $reasons;

    private function __construct() {}
}

/**
 * Where the journeys of one stage would go.
 * @strict-properties
 */
final class PlanMove
{
    /** A stage of the old version. */
    public readonly string $from;
    /** Of the new one; null: dropped; the same: it stays. */
    public readonly ?string $to;
    public readonly int $journeys;

    private function __construct() {}
}

// What follows is written by generate.py from the headers.

/**
 * The name of an event with a meaning for the engine.
 * @var string
 * @cvalue TAPPA_CONSENT_GIVEN
 */
const CONSENT_GIVEN = UNKNOWN;

/**
 * The name of an event with a meaning for the engine.
 * @var string
 * @cvalue TAPPA_CONSENT_WITHDRAWN
 */
const CONSENT_WITHDRAWN = UNKNOWN;

/**
 * The name of an event with a meaning for the engine.
 * @var string
 * @cvalue TAPPA_UNSUBSCRIBED
 */
const UNSUBSCRIBED = UNKNOWN;

/**
 * The name of an event with a meaning for the engine.
 * @var string
 * @cvalue TAPPA_CHANNEL_PREFERRED
 */
const CHANNEL_PREFERRED = UNKNOWN;

/**
 * The name of an event with a meaning for the engine.
 * @var string
 * @cvalue TAPPA_IDENTIFY
 */
const IDENTIFY = UNKNOWN;

/** The kind of a slot or field. */
enum Kind: int
{
    case Unset = 0;
    case Bool = 1;
    case Int = 2;
    case Uint = 3;
    case Double = 4;
    case String = 5;
    case Bytes = 6;
    case Timestamp = 7;
    case Duration = 8;
    case Null = 9;
    case List = 10;
    case Map = 11;
    case Type = 12;
    case Error = 13;
}

/** How bad a diagnostic is: a model with errors does not compile. */
enum Severity: int
{
    case Error = 1;
    case Warning = 2;
}

/** What a stage is. */
enum StageKind: int
{
    case Atomic = 1;
    case Compound = 2;
    case Parallel = 3;
    case Final = 4;
    case HistoryShallow = 5;
    case HistoryDeep = 6;
}

/** Where a channel is. */
enum Setting: int
{
    case Online = 1;
    case Offline = 2;
}

/** Who begins a contact: the customer (inbound) or the shop (outbound). */
enum Direction: int
{
    case Inbound = 1;
    case Outbound = 2;
}

/** Whose a touchpoint is. */
enum Owner: int
{
    case Owned = 1;
    case Paid = 2;
    case Earned = 3;
}

/** Where a row of a model is written. */
enum RowKind: int
{
    case When = 1;
    case Done = 2;
    case Always = 3;
    case After = 4;
    case Entry = 5;
    case Initial = 6;
    case HistoryDefault = 7;
}

/** When a customer may begin another journey. */
enum Again: int
{
    case Never = 0;
    case AfterEnd = 1;
    case Always = 2;
}

/** What a step handled. */
enum StepKind: int
{
    /** The journey began */
    case Start = 1;
    /** An outer event */
    case Event = 2;
    /** An event the journey sent to itself, at once or when its delay was over */
    case Sent = 3;
    /** A timer of an `after` row */
    case After = 4;
}

/** Whose slot was written: the journey's or the customer's. */
enum Space: int
{
    case Data = 1;
    case Profile = 2;
}

/** What became of a timer. */
enum TimerKind: int
{
    case Armed = 1;
    case Dropped = 2;
}

/** What the host is asked to do. */
enum EffectKind: int
{
    /** Name: profile slot; value */
    case Learn = 1;
    /** Name: touchpoint; arguments; expires */
    case Contact = 2;
    /** Name: another model; arguments: fields of its first event */
    case Start = 3;
    /** Name; arguments */
    case Emit = 4;
    /** Name; value: by how much, TAPPA_UNSET where the model does not say (1) */
    case Count = 5;
}

/** Why a row was taken, or why not. */
enum Verdict: int
{
    case Taken = 1;
    /** Its stage is not active */
    case NotThisStage = 2;
    /** Its condition does not hold: `because` has the failing part and its values */
    case False = 3;
    /** Its condition failed to evaluate: `because` */
    case Failed = 4;
    /** A row before it, or of an inner stage, was taken: `by` */
    case Shadowed = 5;
    /** It was chosen, but a row of an earlier region or a descendant leaves the same stage: `by` */
    case Preempted = 6;
}

/** What restoring under another version did. */
enum MovedKind: int
{
    /** A stage of the old version became `stage` */
    case Mapped = 1;
    /** A stage, slot, timer or send of the old version has no place here */
    case Dropped = 2;
    /** A timer of `stage` was set anew */
    case Rearmed = 3;
}

/** By what the shop knows a slot of the profile. */
enum Source: int
{
    case Declared = 1;
    case Observed = 2;
    case Derived = 3;
}

/** What becomes of journeys under way when a newer version of their model comes. */
enum Policy: int
{
    /** Each moves by `migrate` when it is next touched, from `now` on */
    case Follow = 0;
    /** They end under the version they began under */
    case Pin = 1;
    /** They stay until tappa_engine_apply() */
    case Migrate = 2;
}

/** What became of an event. All but duplicates are kept in the journal. */
enum Outcome: int
{
    /** A journey began (without `entry`: by any event, declared or not) or took a row, or it says something of the person: consent, preference, profile */
    case Taken = 1;
    /** Nobody waits for it: no row anywhere, no journey began */
    case Ignored = 2;
    /** Its source and id are known, also where it was refused or named nobody when it came first: what was mended in it needs another id, but see TAPPA_INGEST_REFUSED */
    case Duplicate = 3;
    /** Older than the customer's newest event by more than the lateness allowed: no journey hears it */
    case TooLate = 4;
    /** No model declares its name, and no row took it all the same */
    case UnknownEvent = 5;
    /** It names no identity, or only blocked ones */
    case Nobody = 6;
    /** A field, a touchpoint, a zone or what it says of the person does not fit; its time is more than a day ahead; it loops; it would be a journey too many; too much would run first: see `message`. Where it is nobody's (`customer` 0), or too much was due, it may come again under its id */
    case Refused = 7;
    /** Whoever it names, or what it would change, cannot be read: kept, no journey hears it, and it may come again under its id; see tappa_engine_damaged() */
    case Damaged = 8;
}

/** What may be said. */
enum DecisionKind: int
{
    case Offer = 1;
    case Contact = 2;
}

/** What stops an offer or a contact; the first that applies is told, in this order. */
enum Reason: int
{
    case Open = 0;
    /** An offer of another touchpoint than the one the customer is at */
    case NotHere = 1;
    /** Failed before: waits until its next attempt; or asked for by an event ahead of the clock: waits for its time */
    case NotYet = 2;
    /** A worker has it, until its lease is over: at `until` it is */
    case Claimed = 3;
    /** It expired: at `expires` it has */
    case Over = 4;
    /** No journey of its model stands in a stage that it serves */
    case NotThisStage = 5;
    /** Its condition asks for an arm of an experiment, and the customer is held out */
    case Holdout = 6;
    /** Its condition does not hold: `because`; or what came in since speaks against it */
    case Condition = 7;
    /** None for the touchpoint's purpose and channel: `because` says whether none was given, or it was withdrawn or is over */
    case NoConsent = 8;
    /** Quiet hours, until `until` */
    case Quiet = 9;
    /** `count` of `at_most` in `per` are used up, until `until` */
    case Capped = 10;
    /** A contact ranked before it, of the touchpoint `because`, takes the last place under a cap; an offer takes none */
    case Outranked = 11;
}

/** What became of a contact. */
enum ContactState: int
{
    case Wanted = 1;
    case Claimed = 2;
    case Sent = 3;
    case Opened = 4;
    /** Sent, and not opened within the response time of the model */
    case Unopened = 5;
    case Bounced = 6;
    case Failed = 7;
    /** What asked for it no longer holds */
    case Withdrawn = 8;
    case Expired = 9;
}

/** What the library answered. A number means one thing for ever. */
enum Status: int
{
    case Ok = 0;
    /** The event began no journey: no row of `entry` matches. */
    case NotBegun = 1;
    /** An argument is wrong: NULL where none is allowed, a size or flag unknown to this version, an index out of range. */
    case Invalid = -1;
    /** The allocator returned NULL. */
    case Memory = -2;
    /** The model has errors; the diagnostics say which. */
    case Model = -3;
    /** A limit of the context was reached, or the caller's buffer is too small. */
    case Limit = -4;
    /** The event is older than the last one the journey has taken up. */
    case Late = -5;
    /** A field of the event does not fit its declared type. */
    case Field = -6;
    /** More than 1,000 transitions in one call, or more work than any shop's rules ask for: 100,000 actions, 10,000,000 rows considered. */
    case Loop = -7;
    /** A time outside the years 0001 to 9999. */
    case Time = -8;
    /** The bytes are no snapshot, or are damaged. */
    case Snapshot = -9;
    /** A snapshot of a newer format version. */
    case Version = -10;
    /** A snapshot of another model, or of a version that `migrate` does not lead on from. */
    case Mismatch = -11;
    /** A zone that the system does not have, or a damaged zone file. */
    case Zone = -12;
    /** A file cannot be read, or written. */
    case Io = -13;
    /** An expression is wrong, or its evaluation ended in an error. */
    case Expression = -14;
    /** A name that nobody declared. */
    case Name = -15;
    /** Objects of two models were put together. */
    case Models = -16;
    /** The text is not what the format asks for. */
    case Format = -17;
    /** A lost race: somebody else changed it in the meantime. Load it and try again. */
    case Conflict = -18;
    /** The store failed or is damaged; what was to be written is not there. */
    case Store = -19;
    /** Another process has it. */
    case Busy = -20;
    /** It was opened before fork(), by the parent. */
    case Forked = -21;
    /** Nobody is known by this name or number. */
    case Unknown = -22;
    /** Nothing was due: result of tappa_journey_run_due(). */
    case NotDue = 2;
    /** Nothing more will come: result of calls that hand out one thing after another. */
    case End = 3;
    /** The bytes handed in are used up: hand in more, or say that there are none. */
    case More = 4;
}

/** What every exception of Tappa is: one class for each status that is an error. After it nothing has changed. */
class Exception extends \Exception
{
    /** What the library answered; its number is the exception's code. */
    public readonly Status $status;
}

/** An argument is wrong: NULL where none is allowed, a size or flag unknown to this version, an index out of range. */
class InvalidException extends Exception
{
}

/** The allocator returned NULL. */
class MemoryException extends Exception
{
}

/** The model has errors; the diagnostics say which. */
class ModelException extends Exception
{
    /**
     * All that is wrong or doubtful, sorted by place.
     * @var list<Diagnostic>
     */
    public readonly array $diagnostics;
}

/** A limit of the context was reached, or the caller's buffer is too small. */
class LimitException extends Exception
{
}

/** The event is older than the last one the journey has taken up. */
class LateException extends Exception
{
}

/** A field of the event does not fit its declared type. */
class FieldException extends Exception
{
}

/** More than 1,000 transitions in one call, or more work than any shop's rules ask for: 100,000 actions, 10,000,000 rows considered. */
class LoopException extends Exception
{
}

/** A time outside the years 0001 to 9999. */
class TimeException extends Exception
{
}

/** The bytes are no snapshot, or are damaged. */
class SnapshotException extends Exception
{
}

/** A snapshot of a newer format version. */
class VersionException extends Exception
{
}

/** A snapshot of another model, or of a version that `migrate` does not lead on from. */
class MismatchException extends Exception
{
}

/** A zone that the system does not have, or a damaged zone file. */
class ZoneException extends Exception
{
}

/** A file cannot be read, or written. */
class IoException extends Exception
{
}

/** An expression is wrong, or its evaluation ended in an error. */
class ExpressionException extends Exception
{
}

/** A name that nobody declared. */
class NameException extends Exception
{
}

/** Objects of two models were put together. */
class ModelsException extends Exception
{
}

/** The text is not what the format asks for. */
class FormatException extends Exception
{
}

/** A lost race: somebody else changed it in the meantime. Load it and try again. */
class ConflictException extends Exception
{
}

/** The store failed or is damaged; what was to be written is not there. */
class StoreException extends Exception
{
}

/** Another process has it. */
class BusyException extends Exception
{
}

/** It was opened before fork(), by the parent. */
class ForkedException extends Exception
{
}

/** Nobody is known by this name or number. */
class UnknownException extends Exception
{
}

// What generate.py writes ends here.
