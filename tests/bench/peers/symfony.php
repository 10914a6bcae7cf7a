<?php
// Symfony Workflow: one state machine, one subject for each customer. Its own guards need a dispatcher and an event for each; here the
// value is compared first, which is less work.
require 'Symfony/Component/Workflow/autoload.php';

use Symfony\Component\Workflow\DefinitionBuilder;
use Symfony\Component\Workflow\MarkingStore\MethodMarkingStore;
use Symfony\Component\Workflow\StateMachine;
use Symfony\Component\Workflow\Transition;

const STAGES = ['awareness', 'discovery', 'interest', 'consideration', 'action', 'use', 'advocacy'];
const EVENTS = ['page_view', 'search', 'product_view', 'wishlist_add', 'cart_add', 'cart_remove', 'purchase', 'delivery', 'review', 'refund',
    'inactivity', 'email_open'];
const ROWS = [
    ['awareness', 'page_view', 'discovery'], ['awareness', 'search', 'discovery'], ['awareness', 'product_view', 'interest'],
    ['discovery', 'search', 'interest'], ['discovery', 'product_view', 'interest'], ['discovery', 'inactivity', 'awareness'],
    ['interest', 'product_view', 'consideration', 300], ['interest', 'wishlist_add', 'consideration'],
    ['interest', 'cart_add', 'consideration'], ['interest', 'inactivity', 'discovery'],
    ['consideration', 'purchase', 'action', 50], ['consideration', 'cart_remove', 'interest'],
    ['consideration', 'cart_add', 'consideration'], ['action', 'delivery', 'use'], ['action', 'refund', 'consideration'],
    ['use', 'review', 'advocacy', 700], ['use', 'review', 'consideration', 0, 199], ['use', 'refund', 'consideration'],
    ['use', 'purchase', 'action', 50], ['use', 'inactivity', 'interest'], ['advocacy', 'purchase', 'action', 50],
    ['advocacy', 'inactivity', 'use'],
];

final class Customer
{
    private string $stage = 'awareness';

    public function getStage(): string
    {
        return $this->stage;
    }

    public function setStage(string $stage): void
    {
        $this->stage = $stage;
    }
}

$builder = new DefinitionBuilder(STAGES);
$candidates = array_fill_keys(EVENTS, []);
foreach (ROWS as $row) {
    [$from, $event, $to] = $row;
    $least = $row[3] ?? 0;
    $most = $row[4] ?? 999;
    $name = "$event $least $most";
    $builder->addTransition(new Transition($name, $from, $to));
    $candidates[$event][$name] = [$least, $most];
}
$machine = new StateMachine($builder->build(), new MethodMarkingStore(true, 'stage'));

$lines = file($argv[1], FILE_IGNORE_NEW_LINES);
array_shift($lines);
$events = array_map(fn ($line) => array_map('intval', explode(' ', $line)), $lines);
$customers = [];
for ($i = 0; $i < 10000; $i++) {
    $customers[] = new Customer();
}

function cpu(): float
{
    $used = getrusage();
    return $used['ru_utime.tv_sec'] + $used['ru_stime.tv_sec'] + ($used['ru_utime.tv_usec'] + $used['ru_stime.tv_usec']) / 1e6;
}

$begun = cpu();
foreach ($events as [$customer, $type, $value]) {
    $subject = $customers[$customer];
    foreach ($candidates[EVENTS[$type]] as $name => [$least, $most]) {
        if ($value >= $least && $value <= $most && $machine->can($subject, $name)) {
            $machine->apply($subject, $name);
            break;
        }
    }
}
$seconds = cpu() - $begun;
$histogram = array_fill_keys(STAGES, 0);
foreach ($customers as $customer) {
    $histogram[$customer->getStage()]++;
}
echo json_encode(['seconds' => $seconds, 'events' => count($events), 'histogram' => array_values($histogram)]), "\n";
