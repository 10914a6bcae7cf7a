--TEST--
Memory after a tenth of the work is memory after all of it
--FILE--
<?php
require __DIR__ . '/model.inc';
use Tappa\{Cohort, Journey, Model, Snapshot};

$file = tempnam(sys_get_temp_dir(), 'tappa');
file_put_contents($file, SHOP_TEXT);
touch($file, time() - 10);

function resident(): int
{
    preg_match('/VmRSS:\s+(\d+)/', file_get_contents('/proc/self/status'), $m);
    return (int)$m[1];
}
function work(string $file, int $steps): void
{
    $m = Model::load($file);
    $c = new Cohort($m, 10);
    for ($i = 0; $i < $steps; $i++) {
        $j = $i % 10 ? $j : new Journey($m, "customer $i");
        $b = $j->feed($i % 2 ? 'Product Viewed' : 'Product Added', at($i), ['price' => $i % 300 + 0.5]);
        if ($i % 7 === 0) {
            foreach ($b as $effect) {
            }
            $b->steps;
            $b->timers;
            $j = $j->snapshot()->restore($m);
            $c->put($i % 10, $j);
        }
        if ($i % 50 === 0) {
            $c->feed([0, 1, 2], ['Product Added', 'Product Viewed', 'Order Completed'], [at($i), at($i), at($i)], ['price' => [1.0, null, 3.0]]);
            try {
                $j->feed('Product Added', at($i + 100), ['price' => 'wrong']);
            } catch (Tappa\FieldException) {
            }
            try {
                Model::parse('tappa: 1');
            } catch (Tappa\ModelException) {
            }
            unserialize(serialize($j));
        }
    }
}
$steps = (int)(getenv('TAPPA_STEPS') ?: 20000);
[$php, $all] = [0, 0];
work($file, intdiv($steps, 10));
gc_collect_cycles();
$all = resident();
$php = memory_get_usage();
work($file, $steps - intdiv($steps, 10));
gc_collect_cycles();
$php = memory_get_usage() - $php;
$all = resident() - $all;
// PHP's own count must not grow by a byte; the process may by what its allocator keeps. Under a sanitizer nothing is given back at once,
// and leaks are found another way.
echo $php <= 0 ? 'same' : "$php bytes more", "\n", $all <= 512 || getenv('USE_ZEND_ALLOC') === '0' ? 'same' : "$all KiB more", "\n";
unlink($file);
--EXPECT--
same
same
