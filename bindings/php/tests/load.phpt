--TEST--
A file is compiled once in a process, and again when it was changed
--FILE--
<?php
require __DIR__ . '/model.inc';
use Tappa\Model;

$file = tempnam(sys_get_temp_dir(), 'tappa');
function write(string $file, string $text, int $age): void
{
    file_put_contents($file, $text);
    touch($file, time() - $age);
}
/** Nanoseconds that a load takes: compiling takes a hundred times as long as looking. */
function kept(string $file): int
{
    ob_start();
    phpinfo(INFO_MODULES);
    preg_match('/Models kept by this process => (\d+)/', ob_get_clean(), $m);
    return (int)$m[1];
}
write($file, SHOP_TEXT, 100);
$a = Model::load($file);
$b = Model::load($file);
var_dump($a == $b, $a->name, kept($file));
write($file, str_replace('version: 1', 'version: 2', SHOP_TEXT), 50);
$c = Model::load($file);
var_dump($c->version, $a->version, $a != $c, kept($file));

// The same size within the same second: what was written just before it was read is read once more.
write($file, str_replace('version: 1', 'version: 3', SHOP_TEXT), 0);
$d = Model::load($file);
$stat = stat($file);
file_put_contents($file, str_replace('version: 1', 'version: 4', SHOP_TEXT));
touch($file, $stat['mtime']);
var_dump($d->version, Model::load($file)->version);

// Broken: the error is thrown each time, and those who have the old one keep it.
write($file, "tappa: 1\n", 20);
thrown(fn () => Model::load($file));
thrown(fn () => Model::load($file));
var_dump($d->stage('looking')->name);
unlink($file);
try {
    Model::load($file);
} catch (Tappa\IoException $e) {
    var_dump(str_ends_with($e->getMessage(), 'No such file or directory'));
}

// By another name of the same place.
write($file, SHOP_TEXT, 10);
chdir(dirname($file));
var_dump(Model::load(basename($file))->version, Model::load(dirname($file) . '/./' . basename($file))->version, kept($file));
unlink($file);

// A copy that brought its time of modification along: as large, and at the same place on the disk.
write($file, str_replace('version: 1', 'version: 5', SHOP_TEXT), 1000);
touch($file, $then = time() - 1000);
sleep(2); // what was changed less than two seconds before it was read is read once more anyway
$e = Model::load($file);
file_put_contents($file, str_replace('version: 1', 'version: 6', SHOP_TEXT));
touch($file, $then);
var_dump($e->version, Model::load($file)->version);
unlink($file);

// A release is a link that moves; PHP remembers for two minutes where it led.
foreach ([7, 8] as $version) {
    mkdir("$file.$version");
    write("$file.$version/shop.yaml", str_replace('version: 1', "version: $version", SHOP_TEXT), 10);
}
symlink("$file.7", "$file.now");
var_dump(Model::load("$file.now/shop.yaml")->version);
shell_exec("ln -sfn $file.8 $file.now");
var_dump(Model::load("$file.now/shop.yaml")->version, Model::load("$file.now/../" . basename($file) . '.7/shop.yaml')->version);
unlink("$file.now");
foreach ([7, 8] as $version) {
    unlink("$file.$version/shop.yaml");
    rmdir("$file.$version");
}
foreach ([str_repeat('a/', 5000), '', basename($file)] as $path) {
    try {
        Model::load($path);
    } catch (Tappa\IoException $e) {
        echo substr($e->getMessage(), -50), "\n";
    }
}

// No more than 256 are kept.
for ($i = 0; $i < 300; $i++) {
    write("$file.$i", "tappa: 1\nmodel: a\nversion: " . ($i + 1) . "\nstages: {b: {}}\n", 10);
    assert(Model::load("$file.$i")->version === $i + 1);
}
var_dump(kept($file), Model::load("$file.0")->version, Model::load("$file.299")->version);
array_map(unlink(...), glob("$file.*"));

ini_set('open_basedir', '/usr');
thrown(fn () => Model::load('/etc/hostname'));
--EXPECTF--
bool(true)
string(4) "shop"
int(1)
int(2)
int(1)
bool(true)
int(1)
int(3)
int(4)
Tappa\ModelException: %s:1:1: the model needs the key 'model'; model: the model's name (and more)
Tappa\ModelException: %s:1:1: the model needs the key 'model'; model: the model's name (and more)
string(7) "looking"
bool(true)
int(1)
int(1)
int(1)
int(5)
int(6)
int(7)
int(8)
int(7)
%s: File name too long
"" is no path
%s: No such file or directory
int(256)
int(1)
int(300)
Tappa\IoException: /etc/hostname: open_basedir does not allow it
