<?php

declare(strict_types=1);

// bridge.php FILE [WORKFLOW]: reads the workflows of a Symfony configuration (framework.workflows, as in config/packages/workflow.yaml)
// and writes one of them as a Tappa model to the standard output. What it cannot carry over is an error or a word on the standard error.
//
// A place of a state machine is a stage. A workflow may be in several places at once: there each set of places that can be reached is a
// stage, so that the model does exactly what the workflow does. A transition is an event. A guard asks the application: the
// application answers it with the event, in the field `allowed`.

require '/usr/share/php/Symfony/Component/Yaml/autoload.php';

use Symfony\Component\Yaml\Yaml;

const STAGES_MOST = 1000;

function give_up(string $why): never
{
    fwrite(STDERR, "bridge: $why\n");
    exit(1);
}

final class Workflow
{
    public bool $isMachine;
    /** @var list<string> */
    public array $places = [];
    /** @var list<string> */
    public array $initial;
    /** @var list<array{name: string, from: list<string>, to: list<string>, guard: ?string, title: ?string}> */
    public array $transitions = [];

    /** @param array<string, mixed> $config */
    public function __construct(public string $name, array $config)
    {
        $this->isMachine = ($config['type'] ?? 'state_machine') === 'state_machine';
        foreach ($config['places'] ?? [] as $key => $place) {
            $this->places[] = (string)(is_string($key) ? $key : (is_array($place) ? $place['name'] : $place));
        }
        foreach ($config['transitions'] ?? [] as $key => $row) {
            $name = $row['name'] ?? $key;
            // One row for each place that a state machine's transition leaves from.
            foreach ($this->isMachine ? (array)$row['from'] : [(array)$row['from']] as $from) {
                $this->transitions[] = ['name' => (string)$name, 'from' => (array)$from, 'to' => (array)$row['to'], 'guard' => $row['guard'] ?? null,
                    'title' => $row['metadata']['title'] ?? null];
            }
        }
        foreach ($this->transitions as $row) {
            foreach ([...$row['from'], ...$row['to']] as $place) {
                in_array($place, $this->places, true) || $config['places'] ?? false ? null : $this->places[] = $place;
                in_array($place, $this->places, true) || give_up("the transition {$row['name']} speaks of the place $place, which there is not");
            }
        }
        $this->places || give_up("the workflow $name has no places");
        $this->initial = (array)($config['initial_marking'] ?? $config['initial_place'] ?? $this->places[0]);
    }

    /** @param list<string> $marking */
    public function stage(array $marking): string
    {
        return implode(' + ', array_values(array_intersect($this->places, $marking))) ?: 'nowhere';
    }

    /**
     * Every marking that can be reached, with the rows that lead on from it.
     * @return array<string, list<array{name: string, to: string, guard: ?string, title: ?string}>>
     */
    public function stages(): array
    {
        $stages = [];
        $todo = [$this->initial];
        while ($marking = array_shift($todo)) {
            if (isset($stages[$this->stage($marking)])) {
                continue;
            }
            $rows = [];
            foreach ($this->transitions as $row) {
                if (!array_diff($row['from'], $marking)) {
                    $next = array_merge(array_diff($marking, $row['from']), $row['to']);
                    $todo[] = $next;
                    $rows[] = ['to' => $this->stage($next)] + $row;
                }
            }
            $stages[$this->stage($marking)] = $rows;
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

/** @param list<array{name: string, to: string, guard: ?string, title: ?string}> $rows */
function rows(array $rows): string
{
    $out = [];
    foreach ($rows as $row) {
        $members = array_filter(['if' => $row['guard'] === null ? null : 'event.allowed', 'to' => name($row['to']),
            'title' => $row['title'] === null ? null : name($row['title'])]);
        $out[] = count($members) === 1 ? $members['to'] : '{' . implode(', ', array_map(fn ($key, $value) => "$key: $value", array_keys($members), $members)) . '}';
    }
    return count($out) === 1 ? $out[0] : '[' . implode(', ', $out) . ']';
}

function model(Workflow $workflow, string $source): string
{
    $stages = $workflow->stages();
    $model = preg_replace('/[^a-z0-9_-]+/', '-', strtolower($workflow->name));
    $out = "# Written from the workflow $workflow->name of $source.\ntappa: 1\nmodel: " . (preg_match('/^[a-z]/', $model) ? '' : 'w-') . "$model\nversion: 1\n";
    $out .= 'title: ' . name($workflow->name) . "\n\nevents:\n";
    $guards = [];
    foreach ($workflow->transitions as $row) {
        $guards[$row['name']] = [...$guards[$row['name']] ?? [], ...$row['guard'] === null ? [] : [$row['guard']]];
    }
    foreach ($guards as $event => $guard) {
        $out .= '  ' . name((string)$event) . ': ' . ($guard ? '{fields: {allowed: bool}}  # ' . preg_replace('/\s+/', ' ', implode(' | ', array_unique($guard))) : '{}') . "\n";
        if ($guard) {
            fwrite(STDERR, "bridge: the guard of $event is the application's: it feeds the answer as the field `allowed`\n");
        }
    }
    $out .= "\nstages:\n";
    $goals = '';
    foreach ($stages as $stage => $rows) {
        $byEvent = [];
        foreach ($rows as $row) {
            $byEvent[$row['name']][] = $row;
        }
        $out .= '  ' . name((string)$stage) . ':' . ($byEvent ? "\n    when:\n" : " {final: true}\n");
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
    $config = Yaml::parseFile($argv[1], Yaml::PARSE_CONSTANT);
} catch (Symfony\Component\Yaml\Exception\ParseException $wrong) {
    give_up("$argv[1]: {$wrong->getMessage()}");
}
$workflows = $config['framework']['workflows'] ?? give_up("$argv[1]: there is no framework.workflows");
$workflows = $workflows['workflows'] ?? $workflows;
$name = $argv[2] ?? (count($workflows) === 1 ? array_key_first($workflows) : give_up('which one? ' . implode(', ', array_keys($workflows))));
echo model(new Workflow((string)$name, $workflows[$name] ?? give_up("there is no workflow $name; there are " . implode(', ', array_keys($workflows)))), basename($argv[1]));
