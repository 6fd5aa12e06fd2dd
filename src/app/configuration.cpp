#include "app/configuration.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <charconv>
#include <filesystem>
#include <functional>
#include <map>
#include <stdexcept>

#include "voice/address.h"

namespace app {
namespace {

std::string string_of(const toml::node& node, std::string_view key) {
  if (auto text = node.value<std::string>()) return *text;
  throw std::runtime_error(fmt::format("the configuration value {} must be a text in quotes", key));
}

int integer_of(const toml::node& node, std::string_view key, int minimum, int maximum) {
  auto value = node.value<std::int64_t>();
  if (!value || *value < minimum || *value > maximum)
    throw std::runtime_error(fmt::format("the configuration value {} must be {} to {}", key, minimum, maximum));
  return static_cast<int>(*value);
}

std::vector<std::string> list_of(const toml::node& node, std::string_view key) {
  const auto* array = node.as_array();
  if (!array) throw std::runtime_error(fmt::format("the configuration value {} must be a list of texts", key));
  std::vector<std::string> list;
  for (const auto& element : *array) list.push_back(string_of(element, key));
  return list;
}

Address address_of(const toml::node& node, std::string_view key) {
  if (auto address = parse_address(string_of(node, key))) return *address;
  throw std::runtime_error(fmt::format("the configuration value {} must be HOST:PORT", key));
}

PortRange ports_of(const toml::node& node, std::string_view key) {
  if (auto ports = parse_ports(string_of(node, key))) return *ports;
  throw std::runtime_error(fmt::format("the configuration value {} must be FIRST-LAST, such as 20000-29999", key));
}

using Setter = std::function<void(Configuration&, const toml::node&, std::string_view key)>;

const std::map<std::string_view, Setter>& setters() {
  static const std::map<std::string_view, Setter> table{
      {"data", [](auto& c, auto& n, auto k) { c.data = string_of(n, k); }},
      {"http", [](auto& c, auto& n, auto k) { c.http = address_of(n, k); }},
      {"https", [](auto& c, auto& n, auto k) { c.https = address_of(n, k); }},
      {"sip", [](auto& c, auto& n, auto k) { c.sip = address_of(n, k); }},
      {"rtp", [](auto& c, auto& n, auto k) { c.rtp = ports_of(n, k); }},
      {"sip_advertised", [](auto& c, auto& n, auto k) { c.sip_advertised = string_of(n, k); }},
      {"database", [](auto& c, auto& n, auto k) { c.database = string_of(n, k); }},
      {"master_key", [](auto& c, auto& n, auto k) { c.master_key = string_of(n, k); }},
      {"certificate", [](auto& c, auto& n, auto k) { c.certificate = string_of(n, k); }},
      {"key", [](auto& c, auto& n, auto k) { c.key = string_of(n, k); }},
      {"hosts", [](auto& c, auto& n, auto k) { c.hosts = list_of(n, k); }},
      {"trusted_proxy", [](auto& c, auto& n, auto k) { c.trusted_proxy = string_of(n, k); }},
      {"metrics_from", [](auto& c, auto& n, auto k) { c.metrics_from = list_of(n, k); }},
      {"assets", [](auto& c, auto& n, auto k) { c.assets = string_of(n, k); }},
      {"log_level", [](auto& c, auto& n, auto k) { c.log_level = string_of(n, k); }},
      {"node", [](auto& c, auto& n, auto k) { c.node = integer_of(n, k, 0, 1023); }},
      {"workers", [](auto& c, auto& n, auto k) { c.workers = integer_of(n, k, 1, 256); }},
  };
  return table;
}

// 1 to 65535, nothing around it.
std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

bool is_ip(const std::string& host) {
  return voice::Address::from(host, 0).has_value();
}

void check_telephony(const Configuration& c) {
  if (!c.sip_advertised.empty() && !c.sip)
    throw std::runtime_error("sip_advertised says how phones reach us: give --sip HOST:PORT too");
  if (!c.sip) return;
  if (!is_ip(c.sip->host)) throw std::runtime_error("--sip needs an IP address, such as 192.0.2.10:5060");
  if (!c.sip_advertised.empty() && !is_ip(c.sip_advertised))
    throw std::runtime_error("--sip-advertised needs an IP address, such as 198.51.100.10");
  // Each call takes two ports for each of its parties.
  if (c.rtp.last - c.rtp.first < 3) throw std::runtime_error("--rtp needs at least four ports, such as 20000-29999");
  if (c.rtp.first < 1'024) throw std::runtime_error("--rtp needs ports from 1024 on");
}

bool loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

}  // namespace

std::string Configuration::master_key_path() const {
  if (!master_key.empty()) return master_key;
  auto folder = std::filesystem::absolute(data).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  return folder.string() + ".master.key";
}

std::optional<Address> parse_address(std::string_view text) {
  auto colon = text.rfind(':');
  if (colon == text.npos || colon == 0) return std::nullopt;
  auto host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']'))
    host = host.substr(1, host.size() - 2);
  else if (host.find(':') != host.npos)
    return std::nullopt;
  Address address{std::string(host), 0};
  auto port = text.substr(colon + 1);
  auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (error != std::errc{} || end != port.data() + port.size()) return std::nullopt;
  return address;
}

std::optional<PortRange> parse_ports(std::string_view text) {
  auto dash = text.find('-');
  if (dash == text.npos) return std::nullopt;
  auto first = port_of(text.substr(0, dash)), last = port_of(text.substr(dash + 1));
  if (!first || !last || *first >= *last) return std::nullopt;
  return PortRange{*first, *last};
}

void load_file(const std::string& path, Configuration& configuration) {
  toml::table table;
  try {
    table = toml::parse_file(path);
  } catch (const toml::parse_error& error) {
    throw std::runtime_error(fmt::format("the configuration file {} cannot be read: {} (line {})", path,
                                         error.description(), error.source().begin.line));
  }
  for (const auto& [key, node] : table) {
    auto setter = setters().find(key.str());
    if (setter == setters().end())
      throw std::runtime_error(fmt::format("the configuration file {} has the unknown value {}", path, key.str()));
    setter->second(configuration, node, key.str());
  }
}

void check(const Configuration& configuration) {
  const auto& c = configuration;
  if (!c.http && !c.https) throw std::runtime_error("give at least one of --http HOST:PORT and --https HOST:PORT");
  if (c.http && !loopback(c.http->host) && c.trusted_proxy.empty())
    throw std::runtime_error(
        "plain HTTP beyond loopback would send passwords in the clear: use --https, or name the proxy in front "
        "with trusted_proxy in the configuration file");
  if (c.certificate.empty() != c.key.empty()) throw std::runtime_error("certificate and key must be given together");
  check_telephony(c);
  if (c.demo && c.sip && !loopback(c.sip->host))
    throw std::runtime_error("--demo has phones on loopback only: give --sip 127.0.0.1:PORT");
  if (c.demo && ((c.http && !loopback(c.http->host)) || (c.https && !loopback(c.https->host))))
    throw std::runtime_error("--demo shows its sign-ins to everybody, so it listens on loopback only");
}

}  // namespace app
