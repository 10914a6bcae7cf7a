--TEST--
Eight processes on one file and the same customers: no update is lost, no contact is claimed twice
--FILE--
<?php
require __DIR__ . '/engine.inc';
use Tappa\{Engine, Record};

[$customers, $events, $workers] = [8, 5, 8];
$e = Engine::open(FILE);
$e->addModel(basket(), at(-60));
$e->ingest(array_map(fn ($c) => new Record(Tappa\CONSENT_GIVEN, at(-50), "c$c", fields: ['purpose' => 'marketing']), range(0, $customers - 1)), at(-50));
$processes = $keys = [];
for ($i = 0; $i < $workers; $i++) {
    $command = implode(' ', [escapeshellarg(getenv('TEST_PHP_EXECUTABLE') ?: PHP_BINARY), getenv('TEST_PHP_EXTRA_ARGS'), escapeshellarg(__DIR__ . '/engine-worker.inc'),
        escapeshellarg(FILE), $i, $customers, $events]);
    $processes[] = [proc_open($command, [1 => ['pipe', 'w'], 2 => ['pipe', 'w']], $pipes), $pipes];
}
foreach ($processes as [$process, $pipes]) {
    $said = stream_get_contents($pipes[1]) . stream_get_contents($pipes[2]);
    preg_match_all('/^[0-9a-f]{32}$/m', $said, $found);
    $keys = [...$keys, ...$found[0]];
    echo proc_close($process) ? $said : '';
}
var_dump(count($keys), count(array_unique($keys)));
foreach (range(0, $customers - 1) as $c) {
    $s = $e->where($e->find('customer', "c$c"));
    echo $s->journeys[0]->journey->data()['items'], ' ', $s->journeys[0]->journey->data()['value'], ' ', $s->contacts[0]->state->name, ' ', count($s->contacts), "\n";
}
--EXPECT--
int(8)
int(8)
40 40 Sent 1
40 40 Sent 1
40 40 Sent 1
40 40 Sent 1
40 40 Sent 1
40 40 Sent 1
40 40 Sent 1
40 40 Sent 1
