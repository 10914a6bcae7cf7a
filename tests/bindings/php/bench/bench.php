<?php

declare(strict_types=1);

// bench.php BENCH LIBTAPPA MODEL [ROUNDS]: what PHP adds to the cost of a feed and of an event in a cohort, beside the same calls through PHP's
// FFI, and how long Symfony Workflow takes for the seven-stage stream. Rounds are interleaved in one run; what is printed are medians.
// Every way must end with the known histogram: a fast wrong answer is an error.

use Tappa\{Cohort, Journey, Model};

[, $bench, $library, $path] = $argv;
$rounds = (int)($argv[4] ?? 7);

const FEEDS = 1000000;
const HISTOGRAM = ['awareness' => 208, 'discovery' => 709, 'interest' => 2127, 'consideration' => 4135, 'action' => 1739, 'use' => 967, 'advocacy' => 115];
const TWO_FIELDS = <<<'YAML'
tappa: 1
model: two-fields
version: 1
events:
  added: {fields: {price: double, quantity: int}}
stages:
  looking: {when: {added: {if: event.price > 1.0, to: filled}}}
  filled: {when: {added: {if: event.quantity > 0, to: looking}}}
goals: {sale: {reach: filled}}
YAML;

function nanoseconds(callable $work, int $count): float
{
    $used = fn () => ($r = getrusage()) ? ($r['ru_utime.tv_sec'] + $r['ru_stime.tv_sec']) * 1e9 + ($r['ru_utime.tv_usec'] + $r['ru_stime.tv_usec']) * 1e3 : 0;
    $begun = $used();
    $work();
    return ($used() - $begun) / $count;
}

function median(array $numbers): float
{
    sort($numbers);
    return $numbers[intdiv(count($numbers), 2)];
}

// ---- one feed with two fields

function nothing(): void
{
    for ($i = 0; $i < FEEDS; $i++) {
    }
}

function extension(): void
{
    $journey = new Journey(Model::parse(TWO_FIELDS), 'anna');
    for ($i = 0; $i < FEEDS; $i++) {
        $batch = $journey->feed('added', $i, ['price' => 2.0, 'quantity' => $i + 1]);
    }
}

/** The same by FFI, as a class of a shop's would do it: fields by name, a status that is looked at. */
final class ForeignJourney
{
    private FFI\CData $event;
    private FFI\CData $values;
    private FFI\CData $batch;
    private FFI\CData $journey;
    private array $places = ['price' => [0, 'real'], 'quantity' => [1, 'integer']];

    public function __construct(private FFI $c)
    {
        [$context, $model, $this->batch, $this->journey] = [$c->new('void *'), $c->new('void *'), $c->new('void *'), $c->new('void *')];
        $c->tappa_context_new(null, FFI::addr($context));
        $c->tappa_batch_new($context, FFI::addr($this->batch));
        $c->tappa_model_compile($context, TWO_FIELDS, strlen(TWO_FIELDS), null, null, FFI::addr($model));
        $c->tappa_journey_new($model, 'anna', 4, null, 0, FFI::addr($this->journey));
        $this->values = $c->new('struct tappa_value[2]');
        $this->values[0]->kind = 4;
        $this->values[1]->kind = 2;
        $this->event = $c->new('struct tappa_event');
        $this->event->size = FFI::sizeof($this->event);
        $this->event->touchpoint = 0xffffffff;
        $this->event->fields = $c->cast('const struct tappa_value *', FFI::addr($this->values));
        $this->event->field_count = 2;
    }

    public function feed(int $time, array $fields): FFI\CData
    {
        foreach ($fields as $name => $value) {
            [$place, $member] = $this->places[$name];
            $this->values[$place]->$member = $value;
        }
        $this->event->time = $time;
        if ($this->c->tappa_journey_feed($this->journey, FFI::addr($this->event), $this->batch)) {
            throw new RuntimeException('feed');
        }
        return $this->batch;
    }
}

$ffi = FFI::cdef(<<<'C'
struct tappa_value { uint32_t kind; uint32_t size; int64_t integer; double real; const void *data; };
struct tappa_event { uint32_t size; uint32_t type; int64_t time; const struct tappa_value *fields; uint32_t field_count; uint32_t touchpoint;
    const char *name; uint32_t name_size; uint32_t flags; };
int32_t tappa_context_new(const void *allocator, void **context);
int32_t tappa_batch_new(void *context, void **batch);
int32_t tappa_model_compile(void *context, const char *text, size_t size, const char *name, void *diagnostics, void **model);
int32_t tappa_journey_new(void *model, const char *customer, size_t customer_size, const char *id, size_t id_size, void **journey);
int32_t tappa_journey_feed(void *journey, const struct tappa_event *event, void *batch);
C, $library);
$foreign = function () use ($ffi): void {
    $journey = new ForeignJourney($ffi);
    for ($i = 0; $i < FEEDS; $i++) {
        $batch = $journey->feed($i, ['price' => 2.0, 'quantity' => $i + 1]);
    }
};

// ---- the seven-stage stream

$model = Model::load($path);
$names = array_keys($model->events());
[$who, $what, $when, $value, $named] = [[], [], [], [], []];
foreach (str_split(shell_exec(escapeshellarg($bench) . ' events'), 8) as $i => $bytes) {
    $event = unpack('Vcustomer/vvalue/Ctype', $bytes);
    $who[] = $event['customer'];
    $what[] = $event['type'];
    $when[] = $i + 1;
    $value[] = $event['value'];
    $named[] = $names[$event['type']];
}
$count = count($who);

function check(string $way, array $histogram): void
{
    if ($histogram != HISTOGRAM) {
        fwrite(STDERR, "$way ends with " . json_encode($histogram) . "\n");
        exit(1);
    }
}

$journeys = function () use ($model, $who, $named, $when, $value, $count): float {
    $start = new Tappa\Event('email_open', 0);
    for ($i = 0; $i < 10000; $i++) {
        ($all[$i] = new Journey($model, (string)$i))->begin($start);
    }
    $cost = nanoseconds(function () use ($all, $who, $named, $when, $value, $count): void {
        for ($i = 0; $i < $count; $i++) {
            $all[$who[$i]]->feed($named[$i], $when[$i], ['value' => $value[$i]]);
        }
    }, $count);
    check('feed', array_replace(HISTOGRAM, array_count_values(array_map(fn (Journey $j) => $j->stages()[0], $all))));
    return $cost;
};

$cohort = new Cohort($model, 10000);
$bulk = function () use ($model, $who, $what, $when, $value, $count, &$cohort): float {
    // The same cohort is fed, so that its memory is there; its journeys begin anew.
    $fresh = new Journey($model, 'x');
    for ($i = 0; $i < 10000; $i++) {
        $cohort->put($i, $fresh);
    }
    $cost = nanoseconds(function () use ($cohort, $who, $what, $when, $value): void {
        $cohort->feed($who, $what, $when, ['value' => $value]);
    }, $count);
    check('cohort', $cohort->histogram());
    return $cost;
};

// ---- Symfony Workflow: guards as its documentation has them, in listeners; and, leaner than anybody writes it, without events, the guards in
// plain PHP before `can`

function symfony(bool $listeners, array $who, array $named, array $value): float
{
    $rows = [
        ['awareness', 'page_view', null, 'discovery'], ['awareness', 'search', null, 'discovery'], ['awareness', 'product_view', null, 'interest'],
        ['discovery', 'search', null, 'interest'], ['discovery', 'product_view', null, 'interest'], ['discovery', 'inactivity', null, 'awareness'],
        ['interest', 'product_view', fn ($v) => $v >= 300, 'consideration'], ['interest', 'wishlist_add', null, 'consideration'],
        ['interest', 'cart_add', null, 'consideration'], ['interest', 'inactivity', null, 'discovery'],
        ['consideration', 'purchase', fn ($v) => $v >= 50, 'action'], ['consideration', 'cart_remove', null, 'interest'],
        ['consideration', 'cart_add', null, 'consideration'], ['action', 'delivery', null, 'use'], ['action', 'refund', null, 'consideration'],
        ['use', 'review', fn ($v) => $v >= 700, 'advocacy'], ['use', 'review', fn ($v) => $v < 200, 'consideration'],
        ['use', 'refund', null, 'consideration'], ['use', 'purchase', fn ($v) => $v >= 50, 'action'], ['use', 'inactivity', null, 'interest'],
        ['advocacy', 'purchase', fn ($v) => $v >= 50, 'action'], ['advocacy', 'inactivity', null, 'use'],
    ];
    $dispatcher = $listeners ? new Symfony\Component\EventDispatcher\EventDispatcher() : null;
    $transitions = $byEvent = [];
    foreach ($rows as $i => [$from, $event, $guard, $to]) {
        // One name for the rows of an event without a guard, as a Symfony application has it; those with one have a name of their own.
        $name = $guard ? "{$event}_$i" : $event;
        $transitions[] = new Symfony\Component\Workflow\Transition($name, $from, $to);
        $byEvent[$event][$name] = $listeners ? null : $guard;
        if ($listeners && $guard) {
            $dispatcher->addListener("workflow.seven.guard.$name", fn ($e) => $guard($e->getSubject()->value) || $e->setBlocked(true));
        }
    }
    $machine = new Symfony\Component\Workflow\StateMachine(
        new Symfony\Component\Workflow\Definition(array_keys(HISTOGRAM), $transitions, ['awareness']),
        new Symfony\Component\Workflow\MarkingStore\MethodMarkingStore(true, 'stage'),
        $dispatcher,
        'seven',
    );
    $all = [];
    for ($i = 0; $i < 10000; $i++) {
        $all[] = new class {
            public int $value = 0;
            private string $stage = 'awareness';
            public function getStage(): string { return $this->stage; }
            public function setStage(string $stage): void { $this->stage = $stage; }
        };
    }
    $count = count($who);
    $cost = nanoseconds(function () use ($machine, $all, $byEvent, $who, $named, $value, $count): void {
        for ($i = 0; $i < $count; $i++) {
            $subject = $all[$who[$i]];
            $subject->value = $value[$i];
            foreach ($byEvent[$named[$i]] ?? [] as $name => $guard) {
                if ((!$guard || $guard($value[$i])) && $machine->can($subject, $name)) {
                    $machine->apply($subject, $name);
                    break;
                }
            }
        }
    }, $count);
    check('Symfony', array_replace(HISTOGRAM, array_count_values(array_map(fn ($subject) => $subject->getStage(), $all))));
    return $cost;
}

$symfony = true;
foreach (['Workflow', 'EventDispatcher'] as $component) {
    $file = "/usr/share/php/Symfony/Component/$component/autoload.php";
    $symfony = $symfony && is_file($file) && require_once $file;
}

$times = [];
for ($round = 0; $round < $rounds; $round++) {
    $times['C'][] = (float)shell_exec(escapeshellarg($bench) . ' feed');
    $times['loop'][] = nanoseconds(nothing(...), FEEDS);
    $times['extension'][] = nanoseconds(extension(...), FEEDS);
    $times['FFI'][] = nanoseconds($foreign, FEEDS);
    $times['C cohort'][] = (float)shell_exec(escapeshellarg($bench) . ' cohort ' . escapeshellarg($path));
    $times['cohort'][] = $bulk();
    $times['feed'][] = $journeys();
}
// Behind the others: a cohort is bound by memory, and what Symfony leaves behind there slows the rounds after it.
for ($round = 0; $symfony && $round < min($rounds, 3); $round++) {
    $times['Symfony'][] = symfony(true, $who, $named, $value);
    $times['lean'][] = symfony(false, $who, $named, $value);
}
$t = array_map(median(...), $times);
$jit = opcache_get_status(false)['jit']['on'] ?? false;
printf("PHP %s, JIT %s; medians of %d rounds\n\n", PHP_VERSION, $jit ? 'on' : 'off', $rounds);
printf("%-44s %8s %12s %8s\n", 'one feed with two fields', 'ns', 'beyond C', 'times C');
$row = fn (string $name, float $ns, float $c) => printf("%-44s %8.1f %12.1f %8.2f\n", $name, $ns, $ns - $c, $ns / $c);
$row('C, by index', $t['C'], $t['C']);
$row('extension, by name', $t['extension'], $t['C']);
$row('PHP\'s FFI, by index', $t['FFI'], $t['C']);
printf("PHP's loop alone takes %.1f\n\n", $t['loop']);
printf("%-44s %8s %12s %8s\n", 'one event of the seven-stage stream', 'ns', 'beyond C', 'times C');
$row('C, cohort', $t['C cohort'], $t['C cohort']);
$row('extension, cohort on plain arrays', $t['cohort'], $t['C cohort']);
$row('extension, feed', $t['feed'], $t['C cohort']);
if ($symfony) {
    $row('Symfony Workflow, as documented', $t['Symfony'], $t['C cohort']);
    $row('Symfony Workflow, its leanest use', $t['lean'], $t['C cohort']);
    echo <<<'TEXT'

    As documented: guards are listeners of an event dispatcher, as https://symfony.com/doc/5.4/workflow.html has them; this is what counts.
    Its leanest use: no dispatcher, so no guards and no events at all; the conditions are plain PHP before `can`.

    TEXT;
    foreach (['feed', 'cohort'] as $way) {
        printf("%s is %.0f times as fast as Symfony Workflow as documented, %.0f times as fast as its leanest use\n", $way, $t['Symfony'] / $t[$way], $t['lean'] / $t[$way]);
    }
} else {
    echo "Symfony Workflow (php-symfony-workflow, php-symfony-event-dispatcher) is not installed: not compared\n";
}
