--TEST--
A process that forks in the middle has two journeys that go their own ways
--SKIPIF--
<?php extension_loaded('pcntl') || die('skip: no pcntl');
--FILE--
<?php
require __DIR__ . '/model.inc';
use Tappa\{Cohort, Journey, Model};

$file = tempnam(sys_get_temp_dir(), 'tappa');
file_put_contents($file, SHOP_TEXT);
touch($file, time() - 10);
$m = Model::load($file);
$j = new Journey($m, 'anna');
$j->feed('Product Added', at(), ['price' => 20.0]);
$c = new Cohort($m, 2);
$b = $j->probe('Order Completed', at(1), ['revenue' => 1.0]);
$pids = [];
for ($i = 0; $i < 4; $i++) {
    $pid = pcntl_fork();
    if (!$pid) {
        for ($k = 0; $k < 100; $k++) {
            $j->feed($k % 2 ? 'Product Added' : 'Product Viewed', at($k + 2), $k % 2 ? ['price' => 1.0] : ['price' => 200.0]);
            $c->feed([0, 1], ['Product Added', 'Product Viewed'], [at($k), at($k)]);
            Model::load($file);
        }
        exit($j->stages() === ['filled'] && $b->taken[0]->to === ['bought'] ? 0 : 1);
    }
    $pids[] = $pid;
}
$j->feed('Order Completed', at(2), ['revenue' => 20.0]);
foreach ($pids as $pid) {
    pcntl_waitpid($pid, $status);
    var_dump(pcntl_wexitstatus($status));
}
var_dump($j->stages(), $b->taken[0]->to, Model::load($file) == $m);
unlink($file);
--EXPECT--
int(0)
int(0)
int(0)
int(0)
array(1) {
  [0]=>
  string(6) "bought"
}
array(1) {
  [0]=>
  string(6) "bought"
}
bool(true)
