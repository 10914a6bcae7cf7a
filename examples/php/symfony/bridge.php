<?php

declare(strict_types=1);

// bridge.php FILE [WORKFLOW]: reads the workflows of a Symfony configuration (framework.workflows, as in config/packages/workflow.yaml)
// and writes one of them as a Tappa model to the standard output. What it cannot carry over is an error or a word on the standard error.
//
// A place of a state machine is a stage. A workflow may be in several places at once: there each set of places that can be reached is a
// stage, so that the model does exactly what the workflow does; of several transitions of one name that are open, it takes all. A transition is an
// event. A guard asks the application: the application answers it with the event, in the field `allowed`.

require '/usr/share/php/Symfony/Component/Yaml/autoload.php';

use Symfony\Component\Yaml\Tag\TaggedValue;
use Symfony\Component\Yaml\Yaml;

const STAGES_MOST = 1000;

function give_up(string $why): never
{
    fwrite(STDERR, "bridge: $why\n");
    exit(1);
}

function say(string $what): void
{
    fwrite(STDERR, "bridge: $what\n");
}

/** One text of the configuration; YAML's whole numbers are names there too. */
function text(mixed $value, string $where): string
{
    return match (true) {
        is_string($value) || is_int($value) => (string)$value,
        $value instanceof TaggedValue => give_up("$where is !{$value->getTag()} {$value->getValue()}, which is the application's: write its value out"),
        default => give_up("$where is " . json_encode($value) . ', and must be a name'),
    };
}

/** @return array<mixed> */
function several(mixed $value): array
{
    return match (true) { $value === null => [], is_array($value) => $value, default => [$value] };
}

/** @return list<string> the places at one end of a transition; Symfony's arcs may have weights */
function ends(mixed $row, string $end, string $where): array
{
    $places = [];
    foreach (several(is_array($row) ? $row[$end] ?? null : null) as $place) {
        if (is_array($place) && ($place['weight'] ?? 1) !== 1) {
            give_up("$where has a weight of " . json_encode($place['weight']) . ': a model is in a stage or is not, it counts no tokens');
        }
        $places[] = text(is_array($place) ? $place['place'] ?? null : $place, "a place in `$end` of $where");
    }
    return $places ?: give_up("$where has no `$end`");
}

final class Workflow
{
    public bool $isMachine;
    public string $title;
    /** @var list<string> */
    public array $places = [];
    /** @var array<string, string> of places */
    public array $titles = [];
    /** @var list<string> */
    public array $initial;
    /** @var list<array{name: string, from: list<string>, to: list<string>, guard: ?string, title: ?string}> */
    public array $transitions = [];

    public function __construct(public string $name, mixed $config)
    {
        is_array($config) || give_up("the workflow $name is " . json_encode($config) . ', and must be a map');
        $type = $config['type'] ?? 'state_machine';
        in_array($type, ['state_machine', 'workflow'], true) || give_up("the workflow $name is of the type " . json_encode($type) . ', and not a state_machine or a workflow');
        $this->isMachine = $type === 'state_machine';
        $this->title = $this->metadata($config, "the workflow $name") ?? $name;
        $this->readPlaces($config['places'] ?? []);
        is_array($config['transitions'] ?? []) || give_up("the transitions of $name must be a list or a map");
        foreach ($config['transitions'] ?? [] as $key => $row) {
            $this->readTransition(text($row['name'] ?? $key, 'the name of a transition'), $row);
        }
        foreach ($this->transitions as $row) {
            foreach ([...$row['from'], ...$row['to']] as $place) {
                // Where none are given, they are those of the transitions.
                in_array($place, $this->places, true) || ($config['places'] ?? []) || $this->places[] = $place;
                in_array($place, $this->places, true) || give_up("the transition {$row['name']} speaks of the place $place, which there is not");
            }
        }
        $this->places || give_up("the workflow $name has no places");
        $initial = several($config['initial_marking'] ?? $config['initial_place'] ?? null);
        $this->initial = array_map(fn ($place) => text($place, 'the initial marking'), array_values($initial)) ?: [$this->places[0]];
        foreach (array_diff($this->initial, $this->places) as $place) {
            give_up("the initial marking speaks of the place $place, which there is not");
        }
        $this->check();
    }

    private function metadata(mixed $config, string $what): ?string
    {
        $metadata = is_array($config) ? $config['metadata'] ?? [] : [];
        if ($others = array_diff(array_keys($metadata), ['title'])) {
            say("of $what the metadata " . implode(', ', $others) . ' are left out: a model has only titles');
        }
        return is_string($metadata['title'] ?? null) ? $metadata['title'] : null;
    }

    private function readPlaces(mixed $places): void
    {
        is_array($places) || give_up('the places are ' . (is_string($places) ? $places : text($places, 'the list of places')) . ', which is the application\'s: write them out');
        foreach ($places as $key => $place) {
            $name = text(array_is_list($places) ? (is_array($place) ? $place['name'] ?? null : $place) : $key, 'a place');
            $title = $this->metadata($place, "the place $name");
            in_array($name, $this->places, true) || $this->places[] = $name;
            $this->titles += $title === null ? [] : [$name => $title];
        }
    }

    private function readTransition(string $name, mixed $row): void
    {
        $name !== '*' && !str_ends_with($name, '.*') || give_up("the transition $name has a name that means others in a model");
        $its = ['name' => $name, 'to' => ends($row, 'to', "the transition $name"), 'guard' => isset($row['guard']) ? text($row['guard'], "the guard of $name") : null,
            'title' => $this->metadata($row, "the transition $name")];
        $from = ends($row, 'from', "the transition $name");
        // One row for each place that a state machine's transition leaves from.
        foreach ($this->isMachine ? $from : [$from] as $each) {
            $this->transitions[] = ['from' => (array)$each] + $its;
        }
    }

    /** What Symfony itself refuses when it builds the workflow. */
    private function check(): void
    {
        $this->isMachine && count($this->initial) > 1 && give_up("the state machine $this->name begins in several places at once");
        $seen = [];
        foreach ($this->transitions as $row) {
            $this->isMachine && count($row['to']) > 1 && give_up("the transition {$row['name']} of the state machine $this->name leads to several places at once");
            foreach ($row['from'] as $from) {
                isset($seen[$from][$row['name']]) && give_up("two transitions named {$row['name']} leave the place $from");
                $seen[$from][$row['name']] = true;
            }
        }
        foreach ($this->isMachine ? [] : $this->places as $place) {
            str_contains($place, ' + ') && give_up("the place $place has the name of a set of places");
        }
    }

    /** @param list<string> $marking */
    public function stage(array $marking): string
    {
        return implode(' + ', array_values(array_intersect($this->places, $marking)));
    }

    /**
     * Where the transitions of one name lead, which Symfony takes all of, one after the other.
     * @param list<string> $marking
     * @param list<array{name: string, from: list<string>, to: list<string>, guard: ?string, title: ?string}> $rows
     * @return list<string>
     */
    private function after(array $marking, array $rows): array
    {
        foreach ($rows as $row) {
            $left = array_diff($marking, $row['from']);
            array_intersect($left, $row['to']) && $this->twice[$row['name']] = implode(', ', array_intersect($left, $row['to']));
            $marking = array_values(array_unique([...$left, ...$row['to']]));
        }
        return $marking;
    }

    /** @var array<string, string> transitions that enter a place which is held */
    public array $twice = [];

    /**
     * What a marking does on one event: with the guards' answer, and without.
     * @param list<string> $marking
     * @return list<array{marking: list<string>, isAsked: bool, title: ?string}>
     */
    private function ways(array $marking, string $name): array
    {
        $open = array_values(array_filter($this->transitions, fn ($row) => $row['name'] === $name && !array_diff($row['from'], $marking)));
        $free = array_values(array_filter($open, fn ($row) => $row['guard'] === null));
        $guards = array_unique(array_filter(array_column($open, 'guard'), fn ($guard) => $guard !== null));
        count($guards) < 2 || give_up("in {$this->stage($marking)} several transitions named $name have guards of their own: " . implode('; ', $guards));
        $ways = $guards ? [['marking' => $this->after($marking, $open), 'isAsked' => true, 'title' => $open[0]['title']]] : [];
        return [...$ways, ...$free ? [['marking' => $this->after($marking, $free), 'isAsked' => false, 'title' => $free[0]['title']]] : []];
    }

    /**
     * Every marking that can be reached, with the rows that lead on from it.
     * @return array<string, array<string, list<array{to: string, isAsked: bool, title: ?string}>>> by stage and event
     */
    public function stages(): array
    {
        $stages = [];
        $todo = [$this->initial];
        while ($marking = array_shift($todo)) {
            if (isset($stages[$this->stage($marking)])) {
                continue;
            }
            $stages[$this->stage($marking)] = [];
            foreach (array_unique(array_column($this->transitions, 'name')) as $name) {
                foreach ($this->ways($marking, $name) as $way) {
                    $todo[] = $way['marking'];
                    $stages[$this->stage($marking)][$name][] = ['to' => $this->stage($way['marking'])] + $way;
                }
            }
            count($stages) <= STAGES_MOST || give_up("the workflow $this->name can be in more than " . STAGES_MOST . ' sets of places');
        }
        return $stages;
    }
}

/** A name as YAML has it: in double quotes, where it is not plain. */
function name(string $text): string
{
    return preg_match('/^[A-Za-z][A-Za-z0-9_ +-]*$/', $text) && !in_array(strtolower($text), ['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n'], true)
        ? $text : json_encode($text, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
}

/** @param list<array{to: string, isAsked: bool, title: ?string}> $rows */
function rows(array $rows): string
{
    $out = [];
    foreach ($rows as $row) {
        $members = array_filter(['if' => $row['isAsked'] ? 'event.allowed' : null, 'to' => name($row['to']), 'title' => $row['title'] === null ? null : name($row['title'])]);
        $out[] = count($members) === 1 ? $members['to'] : '{' . implode(', ', array_map(fn ($key, $value) => "$key: $value", array_keys($members), $members)) . '}';
    }
    return count($out) === 1 ? $out[0] : '[' . implode(', ', $out) . ']';
}

function events(Workflow $workflow): string
{
    $guards = [];
    foreach ($workflow->transitions as $row) {
        $guards[$row['name']] = [...$guards[$row['name']] ?? [], ...$row['guard'] === null ? [] : [$row['guard']]];
    }
    $out = '';
    foreach ($guards as $event => $guard) {
        $out .= '  ' . name((string)$event) . ': ' . ($guard ? '{fields: {allowed: bool}}  # ' . preg_replace('/\s+/', ' ', implode(' | ', array_unique($guard))) : '{}') . "\n";
        $guard && say("the guard of $event is the application's: it feeds the answer as the field `allowed`");
    }
    return $out === '' ? "events: {}\n" : "events:\n$out";
}

function model(Workflow $workflow, string $source): string
{
    $stages = $workflow->stages();
    foreach ($workflow->twice as $event => $places) {
        say("the transition $event enters $places where that is held already: it is held once");
    }
    foreach (array_diff(array_column($workflow->transitions, 'name'), ...array_map(array_keys(...), array_values($stages))) as $event) {
        say("the transition $event can never be taken");
    }
    $model = preg_replace('/[^a-z0-9_-]+/', '-', strtolower($workflow->name));
    $out = "# Written from the workflow $workflow->name of $source.\ntappa: 1\nmodel: " . (preg_match('/^[a-z]/', $model) ? '' : 'w-') . "$model\nversion: 1\n";
    $out .= 'title: ' . name($workflow->title) . "\n\n" . events($workflow) . "\nstages:\n";
    $goals = '';
    foreach ($stages as $stage => $byEvent) {
        $title = isset($workflow->titles[$stage]) ? 'title: ' . name($workflow->titles[$stage]) : '';
        $out .= '  ' . name((string)$stage) . ':' . ($byEvent ? ($title ? "\n    $title" : '') . "\n    when:\n" : ' {' . ($title ? "$title, " : '') . "final: true}\n");
        foreach ($byEvent as $event => $its) {
            $out .= '      ' . name((string)$event) . ': ' . rows($its) . "\n";
        }
        $goals .= $byEvent ? '' : '  ' . name((string)$stage) . ': {reach: ' . name((string)$stage) . "}\n";
    }
    return $out . ($goals === '' ? '' : "\ngoals:\n$goals");
}

isset($argv[1]) || give_up('usage: bridge.php FILE [WORKFLOW]');
is_file($argv[1]) || give_up("$argv[1]: there is no such file");
try {
    $config = Yaml::parseFile($argv[1], Yaml::PARSE_CONSTANT | Yaml::PARSE_CUSTOM_TAGS);
} catch (Symfony\Component\Yaml\Exception\ParseException $wrong) {
    give_up("$argv[1]: {$wrong->getMessage()}");
}
$workflows = is_array($config) ? $config['framework']['workflows'] ?? null : null;
is_array($workflows) || give_up("$argv[1]: there is no framework.workflows");
$workflows = is_array($workflows['workflows'] ?? null) && !isset($workflows['workflows']['transitions']) ? $workflows['workflows'] : $workflows;
$name = $argv[2] ?? (count($workflows) === 1 ? array_key_first($workflows) : give_up('which one? ' . implode(', ', array_keys($workflows))));
array_key_exists($name, $workflows) || give_up("there is no workflow $name; there are " . implode(', ', array_keys($workflows)));
echo model(new Workflow((string)$name, $workflows[$name]), basename($argv[1]));
