<?php

declare(strict_types=1);

// One customer of a scenario, alone in the world: which of their journeys an event speaks to, in which order timers run, what
// their journeys share. It does with the extension what libtappa-exchange's replay does in C.

use Tappa\{Again, Batch, Effect, EffectKind, Event, Journey, Kind, Model, Space, Transition};
use Tappa\{FieldException, LateException, LimitException, LoopException, NameException, TimeException};

final class Group
{
    /** @var list<Journey> */
    public array $journeys = [];

    /** @return list<Journey> */
    public function living(): array
    {
        return array_values(array_filter($this->journeys, fn (Journey $journey) => !$journey->hasEnded()));
    }
}

final class Customer
{
    public readonly Group $all;
    /** @var array<string, Group> */
    private array $groups = [];
    /** Journeys whose timer could not run: they wait until they are next touched. */
    private SplObjectStorage $stuck;

    /** @var list<Batch> what the last call did */
    public array $batches = [];
    public int $loops = 0;
    public string $outcome = '';
    public string $reason = '';
    /** Prints what each step did and why, as `scenario --tell` in C does. */
    public static bool $tells = false;
    private bool $took = false;
    private bool $failed = false;

    public function __construct(private Model $model, private string $name, private string $zone)
    {
        $this->all = new Group();
        $this->stuck = new SplObjectStorage();
    }

    public function advance(DateTimeImmutable $time): void
    {
        $this->batches = [];
        $this->loops = 0;
        $this->outcome = '';
        while ($journey = $this->nextDue($time)) {
            try {
                $this->settle($journey, $journey->runDue($journey->nextDue(), self::$tells));
            } catch (LoopException | LimitException $undone) {
                $this->loops += (int)($undone instanceof LoopException);
                preg_match('/^The timer (.*) of (\S+) came to nothing/', $undone->getMessage(), $tried);
                $this->tellUndone($journey, $tried[1], new DateTimeImmutable($tried[2]), $undone);
            }
        }
    }

    /** @param array<string, mixed> $fields as they are read from JSON */
    public function event(string $name, DateTimeImmutable $time, array $fields): void
    {
        $this->advance($time);
        [$this->took, $this->failed, $this->reason] = [false, false, ''];
        try {
            $this->deliver($this->read($name, $time, $fields));
        } catch (FieldException | NameException $refusal) {
            $this->refuse($refusal);
        }
        $this->outcome = $this->took ? 'taken' : ($this->failed ? 'refused' : 'ignored');
    }

    private function nextDue(DateTimeImmutable $until): ?Journey
    {
        $first = null;
        foreach ($this->all->journeys as $journey) {
            $due = $journey->nextDue();
            if ($due && $due <= $until && !isset($this->stuck[$journey]) && (!$first || $due < $first->nextDue())) {
                $first = $journey;
            }
        }
        return $first;
    }

    /**
     * JSON has neither times nor durations: a text stands for them, and nothing else does. Fields that nobody declared are left out.
     * @param array<string, mixed> $fields
     */
    private function read(string $name, DateTimeImmutable $time, array $fields): Event
    {
        $touchpoint = $fields['touchpoint'] ?? null;
        try {
            $declared = $this->model->event($name)->fields;
        } catch (NameException) {
            $declared = [];
        }
        foreach ($declared as $field => $kind) {
            $value = $fields[$field] ?? null;
            if (($kind === Kind::Timestamp || $kind === Kind::Duration) && $value !== null && !is_string($value)) {
                throw new FieldException("$field is no text");
            }
        }
        $event = new Event($name, $time, array_intersect_key($fields, $declared), $touchpoint);
        // What does not fit is refused before any journey sees it.
        try {
            (new Journey($this->model, $this->name))->probe($event);
        } catch (LoopException | LimitException) {
            // Nothing of this journey matters but that the event fits.
        }
        return $event;
    }

    private function deliver(Event $event): void
    {
        $key = $this->model->hasKey ? $this->model->eventKey($event) : null;
        $own = $this->model->hasKey ? $this->groups[$key ?? ''] ??= new Group() : $this->all;
        $group = $key === null ? $this->all : $own;
        // Without `entry` any event would begin a journey: `always` would give each event one of its own.
        $again = $this->model->again === Again::Always && !$this->model->hasEntry ? Again::AfterEnd : $this->model->again;
        $mayBegin = !$group->journeys || !($this->model->hasKey && $key === null)
            && ($again === Again::Always || $again === Again::AfterEnd && !$group->living());
        if ($mayBegin && $this->begin($event, $key, $own)) {
            return;
        }
        foreach ($group->living() ?: array_slice($group->journeys, -1) as $journey) {
            $this->feed($journey, $event);
        }
    }

    /** Whether the event was used up. */
    private function begin(Event $event, ?string $key, Group $own): bool
    {
        $id = $this->name . ($key === null ? '' : "#$key");
        $before = count($own->journeys);
        $journey = new Journey($this->model, $this->name, $before ? $id . '#' . ($before + 1) : $id);
        if ($this->zone !== '') {
            $journey->setZone($this->zone);
        }
        $newest = end($this->all->journeys);
        foreach ($newest ? $newest->profile() : [] as $slot => $value) {
            $journey->setProfile($slot, $value);
        }
        try {
            $batch = $journey->begin($event, explain: self::$tells);
        } catch (LateException | FieldException | LoopException | LimitException | TimeException $refusal) {
            $this->refuse($refusal);
            $this->tellUndone($journey, 'start', $event->time, $refusal);
            return true;
        }
        if (!$journey->hasBegun()) {
            $this->tell($journey, $batch);
            return false;
        }
        $this->all->journeys[] = $journey;
        if ($own !== $this->all) {
            $own->journeys[] = $journey;
        }
        $this->took = true;
        $this->settle($journey, $batch);
        if (!$this->model->hasEntry) {
            $this->feed($journey, $event);
        }
        return true;
    }

    private function feed(Journey $journey, Event $event): void
    {
        try {
            $batch = $journey->feed($event, explain: self::$tells);
        } catch (LateException | FieldException | LoopException | LimitException | TimeException $refusal) {
            $this->refuse($refusal);
            $this->tellUndone($journey, $this->canonical($event->name), $event->time, $refusal);
            return;
        }
        $this->took = $this->took || $batch->takenCount() > 0;
        $this->settle($journey, $batch);
    }

    private function refuse(Throwable $refusal): void
    {
        $this->loops += $refusal instanceof LoopException ? 1 : 0;
        $this->failed = true;
        $this->reason = $refusal->getMessage();
    }

    /** A customer's journeys know the same of them. */
    private function settle(Journey $journey, Batch $batch): void
    {
        $this->batches[] = $batch;
        $this->tell($journey, $batch);
        unset($this->stuck[$journey]);
        $newest = end($this->all->journeys);
        foreach ($batch->changes as $change) {
            foreach ($change->space === Space::Profile ? $this->all->journeys : [] as $other) {
                if ($other !== $journey && ($other === $newest || !$other->hasEnded())) {
                    $other->setProfile($change->slot, $change->value);
                }
            }
        }
    }

    // ---- telling

    private function canonical(string $name): string
    {
        try {
            return $this->model->event($name)->name;
        } catch (NameException) {
            return $name;
        }
    }

    /** @param array<string, mixed> $line */
    private static function line(array $line): void
    {
        array_walk_recursive($line, function (mixed &$value): void {
            if ($value instanceof DateTimeInterface) {
                $value = rtrim(rtrim($value->format('Y-m-d\TH:i:s.u'), '0'), '.') . 'Z';
            } elseif ($value instanceof DateInterval) {
                $micros = (($value->h * 60 + $value->i) * 60 + $value->s) * 1000000 + (int)round($value->f * 1000000);
                $value = rtrim(rtrim(sprintf('%s%d.%06d', $value->invert ? '-' : '', intdiv($micros, 1000000), $micros % 1000000), '0'), '.') . 's';
            }
        });
        echo json_encode($line, JSON_THROW_ON_ERROR | JSON_PRESERVE_ZERO_FRACTION), "\n";
    }

    private function tellUndone(Journey $journey, string $name, DateTimeInterface $time, Throwable $undone): void
    {
        if (self::$tells && ($undone instanceof LoopException || $undone instanceof LimitException)) {
            self::line(['journey' => $journey->id, 'event' => $name, 'time' => $time, 'stages' => $journey->stages(), 'taken' => [], 'effects' => [],
                'errors' => [], 'error' => $undone instanceof LoopException ? 'loop' : 'limit']);
        }
    }

    private function tell(Journey $journey, Batch $batch): void
    {
        if (!self::$tells) {
            return;
        }
        $rows = $this->model->transitions();
        foreach ($batch->steps as $i => $step) {
            $ofStep = fn (array $list) => array_values(array_filter($list, fn ($one) => $one->step === $i));
            self::line(['journey' => $journey->id, 'event' => $step->name, 'time' => $step->time, 'stages' => $step->stages,
                'taken' => array_map(fn ($taken) => ['from' => $taken->from, 'to' => self::target($rows[$taken->row])], $ofStep($batch->taken)),
                'effects' => array_map(self::effect(...), $ofStep($batch->effects)),
                'errors' => array_map(fn ($failure) => ['path' => $failure->path, 'line' => $failure->line, 'column' => $failure->column,
                    'expression' => $failure->expression, 'message' => $failure->message], $ofStep($batch->failures))]);
        }
        foreach ($batch->considered as $considered) {
            self::line(['row' => $considered->row, 'verdict' => $considered->verdict->value, 'by' => $considered->by ?? -1, 'step' => $considered->step,
                'event' => $considered->event, 'because' => $considered->because]);
        }
    }

    /** @return list<string>|string|null */
    private static function target(Transition $row): array|string|null
    {
        return $row->isList && $row->targets ? $row->targets : $row->targets[0] ?? null;
    }

    /** @return array<string, mixed> */
    private static function effect(Effect $effect): array
    {
        $out = [strtolower($effect->kind->name) => $effect->name];
        $out += $effect->kind === EffectKind::Learn ? ['value' => $effect->value] : [];
        $out += $effect->arguments ? ['with' => $effect->arguments] : [];
        $out += $effect->kind === EffectKind::Count && $effect->value !== null ? ['by' => $effect->value] : [];
        return $out + ($effect->expires ? ['expires' => $effect->expires] : []);
    }
}
