<?php

declare(strict_types=1);

// The pages of the little shop, for `php -S`: what there is, the basket, the order, and a page that cron asks for.

require __DIR__ . '/shop.php';

function cookie(string $name, string $value): string
{
    setcookie($name, $value, ['expires' => time() + 90 * 86400, 'path' => '/', 'httponly' => true, 'samesite' => 'Lax']);
    return $value;
}

$visitor = $_COOKIE['visitor'] ?? '';
if (!preg_match('/^[0-9a-f]{32}$/', $visitor)) {
    $visitor = cookie('visitor', bin2hex(random_bytes(16)));
}
$who = ['cookie' => $visitor];

$mails = getenv('SHOP_MAILS') ?: sys_get_temp_dir() . '/tappa-shop-mails';
is_dir($mails) || @mkdir($mails, 0700);
$shop = new Shop(getenv('SHOP_STORE') ?: sys_get_temp_dir() . '/tappa-shop.sqlite', $mails);
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$product = $_POST['product'] ?? $_GET['product'] ?? '';
$price = Shop::PRODUCTS[$product] ?? null;
$standing = $shop->standing($visitor);
$journey = $standing?->journeys[0]?->journey;
$happened = fn (string $event, array $fields = []) => $shop->happened($who, $event, $fields);

function page(string $title, string $body, int $status = 200): never
{
    http_response_code($status);
    header('Content-Type: text/html; charset=utf-8');
    exit("<!doctype html><html lang=\"en\"><title>$title</title><h1>$title</h1>$body<p><a href=\"/\">Products</a> <a href=\"/basket\">Basket</a>");
}

function button(string $action, string $label, string $product = ''): string
{
    return "<form method=\"post\" action=\"$action\"><input type=\"hidden\" name=\"product\" value=\"$product\"><button>$label</button></form>";
}

/** A change is asked for by POST and answered by a way back to the basket. */
function changed(): never
{
    header('Location: /basket', response_code: 303);
    exit;
}

/** The address, and whether the shop may write about more than orders. */
function email(callable $happened, string $address, bool $news): void
{
    $happened(Tappa\IDENTIFY, ['email' => $address]);
    $happened($news ? Tappa\CONSENT_GIVEN : Tappa\CONSENT_WITHDRAWN, ['purpose' => 'marketing', 'channel' => 'email']);
}

if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    match (true) {
        $path === '/add' && $price !== null => $happened('Product Added', ['product' => $product, 'price' => $price]),
        $path === '/remove' && $price !== null => $happened('Product Removed', ['product' => $product, 'price' => $price]),
        $path === '/email' && filter_var($_POST['email'] ?? '', FILTER_VALIDATE_EMAIL) !== false => email($happened, $_POST['email'], isset($_POST['news'])),
        // A real shop asks for the password here.
        $path === '/login' && preg_match('/^\w{1,40}$/', $_POST['login'] ?? '') === 1 => $shop->happened($who + ['login' => $_POST['login']], Tappa\IDENTIFY, []),
        $path === '/order' && $journey?->stages() === ['filled'] => $happened('Order Completed', ['revenue' => $journey->data()['value']]),
        default => page('That cannot be done', '', 422),
    };
    changed();
}
if ($path === '/') {
    $rows = '';
    foreach (Shop::PRODUCTS as $name => $its) {
        $rows .= "<li><a href=\"/product?product=$name\">$name</a>, $its" . button('/add', 'into the basket', $name);
    }
    page('A little shop', "<ul>$rows</ul>");
}
if ($path === '/product' && $price !== null) {
    $happened('Product Viewed', ['product' => $product]);
    page($product, "<p>$price" . button('/add', 'into the basket', $product));
}
if ($path === '/basket') {
    $data = $journey?->data() ?? ['items' => 0, 'value' => 0.0, 'orders' => 0];
    page('Your basket', sprintf('<p>Items: <b id="items">%d</b>, value: <b id="value">%.2f</b>, orders so far: <b id="orders">%d</b>, stage: <b id="stage">%s</b>',
        $data['items'], $data['value'], $data['orders'], implode(', ', $journey?->stages() ?? []) ?: 'new')
        . implode('', array_map(fn ($offer) => "<p>Perhaps <b id=\"offer\">$offer</b>?", $standing ? $shop->offers($standing) : []))
        . '<form method="post" action="/email"><input name="email" type="email" placeholder="e-mail"><label><input type="checkbox" name="news"> news'
        . '</label><button>tell us</button></form>'
        . '<form method="post" action="/login"><input name="login" placeholder="name"><button>log in</button></form>' . button('/order', 'order'));
}
if ($path === '/due' && in_array($_SERVER['REMOTE_ADDR'], ['127.0.0.1', '::1'], true)) {
    header('Content-Type: application/json');
    exit(json_encode($shop->send(), JSON_THROW_ON_ERROR));
}
page('There is no such page', '', 404);
