#include "http/router.h"

#include <algorithm>
#include <span>
#include <stdexcept>

#include "base/text.h"

namespace http {

struct Router::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> any;  // the child of {name}
  std::map<Method, Route> routes;
  std::unique_ptr<SocketRoute> socket;

  const Route* route_of(Method method) const {
    auto found = routes.find(method);
    if (found == routes.end() && method == Method::Head) found = routes.find(Method::Get);
    return found == routes.end() ? nullptr : &found->second;
  }
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;

void Router::add(Route route) {
  auto& node = node_of(route.pattern);
  if (node.routes.contains(route.method) || node.socket)
    throw std::invalid_argument("two routes for " + std::string(method_word(route.method)) + " " + route.pattern);
  auto method = route.method;
  node.routes.emplace(method, std::move(route));
}

void Router::add(SocketRoute route) {
  auto& node = node_of(route.path);
  if (node.socket || !node.routes.empty()) throw std::invalid_argument("two routes for " + route.path);
  node.socket = std::make_unique<SocketRoute>(std::move(route));
}

Router::Node& Router::node_of(std::string_view pattern) {
  if (!pattern.starts_with('/')) throw std::invalid_argument("a route begins with a slash: " + std::string(pattern));
  Node* node = root_.get();
  for (std::string_view segment : base::split(pattern.substr(1), '/')) {
    bool named = segment.starts_with('{') && segment.ends_with('}') && segment.size() > 2;
    if (!named && segment.find_first_of("{}") != segment.npos)
      throw std::invalid_argument("a malformed segment in " + std::string(pattern));
    auto& child = named ? node->any : node->literals[std::string(segment)];
    if (!child) child = std::make_unique<Node>();
    node = child.get();
  }
  return *node;
}

Router::Match Router::find(Method method, const std::vector<std::string>& segments) const {
  Match match;
  if (search(*root_, method, segments, match)) {
    match.allowed.clear();
    return match;
  }
  match.values.clear();
  return match;
}

// Depth first, literals before names; what the path allows is gathered on the way,
// for the 405 of a search that ends without a route.
bool Router::search(const Node& node, Method method, std::span<const std::string> rest, Match& match) {
  if (rest.empty()) {
    match.route = node.route_of(method);
    match.socket = node.socket.get();
    for (const auto& [allowed, route] : node.routes)
      if (std::find(match.allowed.begin(), match.allowed.end(), allowed) == match.allowed.end())
        match.allowed.push_back(allowed);
    return match.route || match.socket;
  }
  auto literal = node.literals.find(rest.front());
  if (literal != node.literals.end() && search(*literal->second, method, rest.subspan(1), match)) return true;
  if (!node.any || rest.front().empty()) return false;
  match.values.push_back(rest.front());
  if (search(*node.any, method, rest.subspan(1), match)) return true;
  match.values.pop_back();
  return false;
}

}  // namespace http
