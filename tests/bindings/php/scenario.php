<?php

declare(strict_types=1);

// scenario.php [--tell] FILE...: runs scenarios (tests/scenario/README.md) through the extension. Prints FILE:LINE with what was expected and what
// is for each check that fails, and closes with `N passed, N failed`: scenarios, and failed checks. Exit 1 where any failed.
// With --tell also what each step did and why, as the runner in C tells it.

use Tappa\{Batch, Effect, EffectKind, Journey, Model};

require __DIR__ . '/customer.php';

/** A line that cannot be read. */
final class BadLine extends Exception
{
}

/** Reads a line of a scenario from left to right. */
final class Text
{
    public function __construct(public string $rest)
    {
        $this->rest = trim($rest, " \t\r\n");
    }

    /** Whether the line goes on with this, as a word of its own; then it is read. */
    public function word(string $word): bool
    {
        $n = strlen($word);
        if (!str_starts_with($this->rest, $word) || !(str_ends_with($word, ':') || strpbrk($this->rest[$n] ?? ' ', " \t"))) {
            return false;
        }
        $this->skip($n);
        return true;
    }

    public function skip(int $n): void
    {
        $this->rest = ltrim(substr($this->rest, $n), " \t");
    }

    public function sign(string $sign): bool
    {
        $is = str_starts_with($this->rest, $sign);
        $this->skip($is ? strlen($sign) : 0);
        return $is;
    }

    /** A JSON string, or words up to one of the stops, to `->`, or to a field; inner blanks count as one. */
    public function name(string $stops, bool $fieldsStop = false): string
    {
        if (preg_match('/^"(?:[^"\\\\]|\\\\.)*"/', $this->rest, $m)) {
            $this->skip(strlen($m[0]));
            return json_decode($m[0], flags: JSON_THROW_ON_ERROR);
        }
        $words = [];
        while ($this->rest !== '' && !str_contains($stops, $this->rest[0]) && !str_starts_with($this->rest, '-> ')
            && !($fieldsStop && $this->isField())) {
            preg_match('/^[^ \t' . preg_quote($stops, '/') . ']+/', $this->rest, $m);
            $words[] = $m[0];
            $this->skip(strlen($m[0]));
        }
        return implode(' ', $words);
    }

    public function isField(): bool
    {
        return (bool)preg_match('/^[A-Za-z_]\w*=/', $this->rest);
    }

    /**
     * `name=VALUE`; the value `unset` is null in its own way.
     * @return array{string, mixed}
     */
    public function field(): array
    {
        if (!preg_match('/^([A-Za-z_]\w*)=("(?:[^"\\\\]|\\\\.)*"|[^ \t,]+)/', $this->rest, $m)) {
            throw new BadLine('no fields: NAME=VALUE is wanted');
        }
        $this->skip(strlen($m[0]));
        $value = $m[2] === 'unset' ? new Missing() : json_decode($m[2], flags: JSON_THROW_ON_ERROR);
        return [$m[1], $value];
    }

    public function time(?DateTimeImmutable $base): DateTimeImmutable
    {
        $text = substr($this->rest, 0, strcspn($this->rest, " \t"));
        $this->skip(strlen($text));
        if (!str_starts_with($text, '+')) {
            return new DateTimeImmutable($text);
        }
        if (!$base) {
            throw new BadLine('no time to count from');
        }
        return later($base, Tappa\duration(substr($text, 1)));
    }
}

/** `unset`. */
final class Missing
{
}

function later(DateTimeImmutable $time, int $micros): DateTimeImmutable
{
    $sum = (int)$time->format('u') + $micros % 1000000;
    return $time->setTimestamp($time->getTimestamp() + intdiv($micros, 1000000) + intdiv($sum, 1000000))->modify(sprintf('+%d usec', $sum % 1000000));
}

function text(mixed $value): string
{
    return match (true) {
        $value instanceof Missing => 'unset',
        $value instanceof DateTimeInterface => $value->format('Y-m-d\TH:i:s.u\Z'),
        $value instanceof DateInterval => $value->format('%R%hh%im%ss%F'),
        default => json_encode($value, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE),
    };
}

/** What a scenario writes against what PHP has: numbers by their value, times and durations by what their text means. */
function same(mixed $written, mixed $is): bool
{
    if ($is instanceof DateTimeInterface) {
        return is_string($written) && new DateTimeImmutable($written) == $is;
    }
    if ($is instanceof DateInterval) {
        $micros = (($is->h * 60 + $is->i) * 60 + $is->s) * 1000000 + (int)round($is->f * 1000000);
        return is_string($written) && preg_match('/^(-?[0-9.]+)s$/', $written, $m) && (int)round($m[1] * 1000000) === ($is->invert ? -$micros : $micros);
    }
    if ($written instanceof Missing || $is instanceof Missing) {
        return $written instanceof Missing && $is instanceof Missing;
    }
    return is_string($written) || is_bool($written) || $written === null ? $written === $is : (is_int($is) || is_float($is)) && $written == $is;
}

final class Run
{
    public int $scenarios = 0;
    public int $failures = 0;
    private int $line = 0;
    private ?Model $model = null;
    /** @var array<string, Customer> */
    private array $customers = [];
    private ?Customer $customer = null;
    private string $zone = '';
    private ?DateTimeImmutable $time = null;
    /** What the last `at` did, and what its checks have spoken of. */
    private ?Customer $done = null;
    private int $atLine = 0;
    /** @var array<string, true> */
    private array $said = [];

    public function __construct(private string $file)
    {
        $lines = file($file);
        if ($lines === false) {
            throw new BadLine('cannot be opened');
        }
        foreach ($lines as $number => $line) {
            $this->line = $number + 1;
            try {
                $this->read(new Text($line));
            } catch (BadLine | JsonException $why) {
                $this->wrong('line', 'one that can be read', $why->getMessage());
            }
        }
        $this->endScenario();
    }

    private function wrong(string $what, string $expected, string $is, ?int $line = null): void
    {
        $this->failures++;
        printf("%s:%d: %s: expected %s, is %s\n", $this->file, $line ?? $this->line, $what, $expected, $is);
    }

    private function check(string $what, string $expected, string $is): void
    {
        if ($expected !== $is) {
            $this->wrong($what, $expected, $is);
        }
    }

    private function read(Text $text): void
    {
        if ($text->rest === '' || $text->rest[0] === '#') {
            return;
        }
        match (true) {
            $text->word('scenario:') => $this->scenario(),
            $text->word('model:') => $this->model($text->rest),
            $text->word('zone') => $this->zone = $text->rest,
            $text->word('customer') => $this->customer($text->name('')),
            $text->word('at') => $this->at($text),
            $text->word('then') => $this->then($text),
            default => throw new BadLine('no such line'),
        };
    }

    private function scenario(): void
    {
        $this->endScenario();
        $this->scenarios++;
    }

    private function endScenario(): void
    {
        $this->closeAt();
        $this->customers = [];
        $this->customer = $this->time = null;
        $this->zone = '';
    }

    private function model(string $name): void
    {
        $zone = $this->zone; // may stand above the model
        $this->endScenario();
        $this->zone = $zone;
        $this->model = Model::load(dirname($this->file) . '/' . $name);
    }

    private function customer(string $name): void
    {
        $this->closeAt();
        $this->customer = $this->customers[$name] ??= new Customer($this->model, $name, $this->zone);
    }

    private function at(Text $text): void
    {
        $this->closeAt();
        if (!$this->customer) {
            throw new BadLine('no customer yet');
        }
        $this->time = $text->time($this->time);
        $this->done = $this->customer;
        $this->atLine = $this->line;
        if ($text->rest === 'nothing happens') {
            $this->customer->advance($this->time);
            return;
        }
        $name = $text->name('', true);
        $fields = [];
        while ($text->rest !== '') {
            [$field, $value] = $text->field();
            $fields[$field] = $value;
        }
        $this->customer->event($name, $this->time, $fields);
    }

    /** The exceptions that catch slips: what no check has spoken of must not have happened. */
    private function closeAt(): void
    {
        $done = $this->done;
        if ($done) {
            $errors = $this->failuresOf($done);
            if ($errors && !isset($this->said['errors'])) {
                $this->wrong('errors', '0', (string)$errors, $this->atLine);
            }
            if ($done->loops && !isset($this->said['loop'])) {
                $this->wrong('loop', 'none', 'a step was given up', $this->atLine);
            }
            if ($done->outcome === 'refused' && !$done->loops && !isset($this->said['refused'])) {
                $this->wrong('event', 'taken', $done->reason, $this->atLine);
            }
            if ($done->outcome === 'ignored' && !isset($this->said['ignored'])) {
                $this->wrong('event', 'taken', 'ignored', $this->atLine);
            }
        }
        $this->done = null;
        $this->said = [];
    }

    private function failuresOf(Customer $done): int
    {
        return array_sum(array_map(fn (Batch $batch) => count($batch->failures), $done->batches));
    }

    private function then(Text $text): void
    {
        $done = $this->done ?? throw new BadLine('no `at` above');
        match (true) {
            $text->word('taken:') => $this->taken($text, $done),
            $text->word('effects:') => $this->effects($text, $done),
            $text->word('errors:') => $this->say('errors', $text->rest, (string)$this->failuresOf($done)),
            $text->word('journeys:') => $this->check('journeys', $text->rest, (string)count($done->all->journeys)),
            $text->rest === 'ignored', $text->rest === 'refused' => $this->say($text->rest, $text->rest, $done->loops ? 'a loop' : $done->outcome),
            $text->rest === 'loop' => $this->say('loop', 'a loop', $done->loops ? 'a loop' : 'none'),
            (bool)preg_match('/^(stages|data|profile|next|ended)\b/', $text->rest, $m) => $this->journey($m[1], $text, $done),
            default => throw new BadLine('no such check'),
        };
    }

    private function say(string $what, string $expected, string $is): void
    {
        $this->said[$what] = true;
        $this->check($what, $expected, $is);
    }

    private function journey(string $what, Text $text, Customer $done): void
    {
        $text->skip(strlen($what));
        $journey = end($done->all->journeys) ?: null;
        if ($text->word('of')) {
            $id = $text->name(':');
            $journey = current(array_filter($done->all->journeys, fn (Journey $one) => $one->id === $id)) ?: throw new BadLine('no journey of this id');
        }
        if ($what === 'ended') {
            $this->check('journey', 'ended', $journey?->hasEnded() ? 'ended' : 'going on');
            return;
        }
        if (!$text->sign(':')) {
            throw new BadLine('a colon is wanted');
        }
        match ($what) {
            'stages' => $this->check('stages', $text->rest === 'none' ? 'none' : text($this->names($text)), ($stages = $journey?->stages()) ? text($stages) : 'none'),
            'next' => $this->check('next', $text->rest === 'none' ? 'none' : text($text->time($this->time)->setTimezone(new DateTimeZone('UTC'))), ($due = $journey?->nextDue()) ? text($due) : 'none'),
            default => $this->slots($text, $what, $what === 'data' ? $journey->data() : $journey->profile()),
        };
    }

    /** @return list<string> */
    private function names(Text $text, string $stops = ','): array
    {
        $names = [];
        do {
            $names[] = $text->name($stops);
        } while ($text->sign(','));
        return $names;
    }

    /** @param array<string, mixed> $slots */
    private function slots(Text $text, string $what, array $slots): void
    {
        $declared = $what === 'data' ? $this->model->data() : $this->model->profile();
        while ($text->rest !== '') {
            [$name, $written] = $text->field();
            if (!isset($declared[$name])) {
                throw new BadLine('no slot of this name');
            }
            $is = $slots[$name] ?? new Missing();
            if (!same($written, $is)) {
                $this->wrong($what, "$name=" . text($written), text($is));
            }
        }
    }

    private function taken(Text $text, Customer $done): void
    {
        $rows = $this->model->transitions();
        $is = [];
        foreach ($done->batches as $batch) {
            foreach ($batch->taken as $taken) {
                $to = match (true) {
                    !$taken->to => 'stays',
                    $rows[$taken->row]->isList => text($taken->to),
                    default => text($taken->to[0]),
                };
                $is[] = ($taken->from === null ? 'entry' : text($taken->from)) . " -> $to";
            }
        }
        $expected = [];
        while ($text->rest !== '' && $text->rest !== 'none') {
            $from = $this->side($text, 'entry');
            if (!$text->sign('->')) {
                throw new BadLine('`->` is wanted');
            }
            $expected[] = "$from -> " . $this->side($text, 'stays');
            if (!$text->sign(',')) {
                break;
            }
        }
        $this->check('taken', implode(', ', $expected), implode(', ', $is));
    }

    private function side(Text $text, string $plain): string
    {
        if (preg_match("/^$plain(?=[ ,\\t]|$)/", $text->rest)) {
            $text->skip(strlen($plain));
            return $plain;
        }
        if (!$text->sign('[')) {
            return text($text->name(','));
        }
        $names = $this->names($text, ',]');
        $text->sign(']');
        return text($names);
    }

    /** @return array<string, mixed> */
    private function members(Effect $effect): array
    {
        $members = $effect->arguments;
        if ($effect->kind === EffectKind::Learn || $effect->kind === EffectKind::Count && $effect->value !== null) {
            $members[$effect->kind === EffectKind::Learn ? 'value' : 'by'] = $effect->value;
        }
        return $effect->expires ? $members + ['expires' => $effect->expires] : $members;
    }

    private function effects(Text $text, Customer $done): void
    {
        $effects = array_merge(...array_map(fn (Batch $batch) => $batch->effects, $done->batches));
        $name = fn (?Effect $effect) => $effect ? strtolower($effect->kind->name) . ' ' . $effect->name : 'no more of them';
        $count = 0;
        while ($text->rest !== '' && $text->rest !== 'none') {
            $action = substr($text->rest, 0, strcspn($text->rest, " \t"));
            $text->skip(strlen($action));
            $effect = $effects[$count++] ?? null;
            $this->check('effects', $action . ' ' . $text->name(',', true), $name($effect));
            $members = $effect ? $this->members($effect) : [];
            while ($text->isField()) {
                [$field, $written] = $text->field();
                if (!same($written, $members[$field] ?? new Missing())) {
                    $this->wrong('effect', "$field=" . text($written), text($members[$field] ?? new Missing()));
                }
            }
            if (!$text->sign(',')) {
                break;
            }
        }
        if ($count < count($effects)) {
            $this->wrong('effects', 'no more of them', implode(', ', array_map($name, $effects)));
        }
    }
}

$scenarios = $failures = 0;
Customer::$tells = ($argv[1] ?? '') === '--tell';
foreach (array_slice($argv, Customer::$tells ? 2 : 1) as $file) {
    $run = new Run($file);
    $scenarios += $run->scenarios;
    $failures += $run->failures;
}
printf("%d passed, %d failed\n", $scenarios, $failures);
exit($failures || !$scenarios ? 1 : 0);
