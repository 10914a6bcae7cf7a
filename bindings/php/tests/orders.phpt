--TEST--
The order in which objects go does not matter
--FILE--
<?php
require __DIR__ . '/model.inc';
use Tappa\{Cohort, Journey};

function orders(array $names): Generator
{
    if (count($names) < 2) {
        yield $names;
        return;
    }
    foreach ($names as $i => $name) {
        foreach (orders(array_values(array_diff_key($names, [$i => true]))) as $rest) {
            yield [$name, ...$rest];
        }
    }
}

$count = 0;
foreach (orders(['model', 'journey', 'batch', 'cohort', 'bulk', 'iterator']) as $order) {
    $o = [];
    $o['model'] = shop();
    $o['journey'] = new Journey($o['model'], 'anna');
    $o['batch'] = $o['journey']->feed('Product Added', at(), ['price' => 20.0]);
    $o['cohort'] = new Cohort($o['model'], 2);
    $o['bulk'] = $o['cohort']->feed([0, 1], ['Product Added', 'Product Viewed'], [at(), at()]);
    $o['iterator'] = $o['cohort']->getIterator();
    $o['iterator']->current();
    foreach ($order as $name) {
        unset($o[$name]);
        // What is left still works.
        isset($o['model']) && $o['model']->stage('filled');
        isset($o['journey']) && $o['journey']->probe('Product Viewed', at(1), ['price' => 1.0])->steps;
        isset($o['batch']) && $count += count($o['batch']->taken);
        isset($o['cohort']) && $o['cohort']->get(1)->stages();
        isset($o['bulk']) && $count += count($o['bulk']->taken);
        isset($o['iterator']) && $o['iterator']->current()->stages();
    }
}
var_dump($count);
--EXPECT--
int(3600)
