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
$isMachine = $config['type'] === 'state_machine';
$places = array_is_list($config['places']) ? $config['places'] : array_keys($config['places']);
$transitions = [];
foreach ($config['transitions'] as $transition => $row) {
    foreach ($isMachine ? (array)$row['from'] : [$row['from']] as $from) {
        $transitions[] = new Transition($transition, $from, $row['to']);
    }
}
$class = $isMachine ? StateMachine::class : Workflow::class;
$symfony = new $class(new Definition($places, $transitions, $config['initial_marking']), new MethodMarkingStore($isMachine, 'marking'));
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
            // What the application refuses is not done.
            $failed += $fields && $journey->probe($event->name, $time, ['allowed' => false])->takenCount() > 0;
        }
        $here = implode(' + ', array_values(array_intersect($places, array_keys($symfony->getMarking($subject)->getPlaces()))));
        $right = $can === $takes && $journey->stages() === [$here];
        if (!$right) {
            printf("in %s, Symfony can %s; in %s, the model %s\n", $here, json_encode($can), json_encode($journey->stages()), json_encode($takes));
        }
        [$passed, $failed] = [$passed + (int)$right, $failed + (int)!$right];
        $open = array_keys(array_filter($can));
        if (!$open || !$right) {
            break;
        }
        $event = array_values($events)[$open[mt_rand(0, count($open) - 1)]];
        $symfony->apply($subject, $event->name);
        $journey->feed($event->name, ++$time, array_map(fn () => true, $event->fields));
    }
}
printf("%d passed, %d failed\n", $passed, $failed);
exit($failed || !$passed ? 1 : 0);
