<?php

declare(strict_types=1);

// walk.php FILE WORKFLOW MODEL: walks at random through a Symfony workflow and the model that the bridge made of it. In each place Symfony's own
// library and the model must allow the same transitions and go to the same places. Closes with `N passed, N failed`: steps.

require '/usr/share/php/Symfony/Component/Yaml/autoload.php';
require '/usr/share/php/Symfony/Component/Workflow/autoload.php';

use Symfony\Component\Workflow\{Definition, StateMachine, Transition, Workflow};
use Symfony\Component\Workflow\MarkingStore\MethodMarkingStore;
use Tappa\{Journey, Model};

[, $file, $name, $path] = $argv;
$config = Symfony\Component\Yaml\Yaml::parseFile($file)['framework']['workflows'][$name];
$isMachine = ($config['type'] ?? 'state_machine') === 'state_machine';
$ends = fn (mixed $arcs): array => array_map(fn ($arc) => (string)($arc['place'] ?? $arc), (array)$arcs);
$places = $transitions = $free = [];
foreach ($config['places'] ?? [] as $key => $place) {
    $places[] = (string)(array_is_list($config['places']) ? $place['name'] ?? $place : $key);
}
foreach ($config['transitions'] as $key => $row) {
    foreach ($isMachine ? $ends($row['from']) : [$ends($row['from'])] as $from) {
        $transitions[] = $one = new Transition((string)($row['name'] ?? $key), $from, $ends($row['to']));
        isset($row['guard']) || $free[] = $one;
        $places = [...$places, ...isset($config['places']) ? [] : [...$one->getFroms(), ...$one->getTos()]];
    }
}
$class = $isMachine ? StateMachine::class : Workflow::class;
$marking = new MethodMarkingStore($isMachine, 'marking');
$symfony = new $class(new Definition($places, $transitions, $config['initial_marking'] ?? []), $marking);
// What goes on where the application's answer is no.
$unguarded = new $class(new Definition($places, $free, $config['initial_marking'] ?? []), $marking);
$model = Model::load($path);
$events = $model->events();
$passed = $failed = $time = 0;
mt_srand(7);
for ($walk = 0; $walk < 20; $walk++) {
    $subject = new class {
        public mixed $marking = null;
        public function getMarking(): mixed { return $this->marking; }
        public function setMarking(mixed $marking): void { $this->marking = $marking; }
    };
    $symfony->getMarking($subject);
    $journey = new Journey($model, "walk $walk");
    $journey->feed('nothing', ++$time);
    for ($step = 0; $step < 20; $step++) {
        $can = $takes = [];
        foreach ($events as $event) {
            $fields = array_map(fn () => true, $event->fields);
            $can[] = $symfony->can($subject, $event->name);
            $takes[] = $journey->probe($event->name, $time, $fields)->takenCount() > 0;
            if ($fields) {
                $can[] = $unguarded->can($subject, $event->name);
                $takes[] = $journey->probe($event->name, $time, ['allowed' => false])->takenCount() > 0;
            }
        }
        $here = implode(' + ', array_values(array_intersect(array_unique($places), array_map('strval', array_keys($symfony->getMarking($subject)->getPlaces())))));
        $right = $can === $takes && $journey->stages() === [$here];
        if (!$right) {
            printf("in %s, Symfony can %s; in %s, the model %s\n", $here, json_encode($can), json_encode($journey->stages()), json_encode($takes));
        }
        [$passed, $failed] = [$passed + (int)$right, $failed + (int)!$right];
        $open = array_filter(array_keys($events), fn ($event) => $symfony->can($subject, (string)$event));
        if (!$open || !$right) {
            break;
        }
        $event = $events[array_values($open)[mt_rand(0, count($open) - 1)]];
        // The answer is no, now and then.
        $answer = $event->fields === [] || mt_rand(0, 3) || !$unguarded->can($subject, $event->name);
        ($answer ? $symfony : $unguarded)->apply($subject, $event->name);
        $journey->feed($event->name, ++$time, array_map(fn () => $answer, $event->fields));
    }
}
printf("%d passed, %d failed\n", $passed, $failed);
exit($failed || !$passed ? 1 : 0);
