#pragma once
// The typed JSON API over http::Server. Each endpoint is one line that says method,
// pattern, the right it needs, and a handler from described structs to described
// structs; authentication, the cross-site check, reading, faults, language, If-Match,
// ETag and the OpenAPI document come with it.
//
// Handlers run on the server's workers. Endpoints are added before the server starts.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/access.h"
#include "base/json.h"
#include "base/messages.h"
#include "http/message.h"
#include "http/server.h"

namespace org {

// One request, after it was found out who acts.
struct Call {
  const Actor& actor;
  http::Request& request;
  const base::Messages& messages;

  // The `index`th {…} of the pattern; NotFound when it is no id.
  template <class Id>
  base::Result<Id> id(std::size_t index = 0) const {
    auto value = base::parse_id(request.path_values.at(index));
    if (!value) return base::not_found();
    return Id{*value};
  }
  // limit (1 to 200, default 50) and after.
  base::Result<ListQuery> list() const;
  // Query parameters; Invalid with the path "?name" when malformed.
  template <class Id>
  base::Result<std::optional<Id>> id_parameter(std::string_view name) const {
    auto value = integer_id(name);
    if (!value) return base::pass(value);
    return *value ? std::optional(Id{**value}) : std::nullopt;
  }
  template <class E>
  base::Result<std::optional<E>> choice_parameter(std::string_view name) const {
    auto text = request.parameter(name);
    if (!text || text->empty()) return std::nullopt;
    auto value = base::from_word<E>(*text);
    if (!value) return base::refuse_fault('?' + std::string(name), "not_a_choice");
    return value;
  }
  base::Result<std::optional<bool>> flag_parameter(std::string_view name) const;
  base::Result<std::optional<base::Time>> time_parameter(std::string_view name) const;
  std::string text_parameter(std::string_view name) const;  // at most 200 characters
  // The version of If-Match; PreconditionRequired without one.
  base::Result<std::int64_t> version() const;
  // The body as T.
  template <class T>
  base::Result<T> body() const {
    if (auto status = expect_json(); !status) return base::pass(status);
    return base::from_json<T>(request.body);
  }

 private:
  base::Status expect_json() const;
  base::Result<std::optional<std::int64_t>> integer_id(std::string_view name) const;
};

// A query parameter in the document.
struct ParameterDoc {
  std::string_view name;
  std::string_view summary;
};

// What the document says of an endpoint, beside what its types say.
struct Doc {
  std::string_view id;  // operationId: "edit_person"
  std::string_view summary;
  std::string_view right;  // the key of the right that is asked for first; "" any signed-in actor
  std::vector<ParameterDoc> parameters;
};

struct Endpoint {
  http::Method method;
  std::string pattern;  // below /api/v1
  Doc doc;
  const base::Type* body = nullptr;   // none: no body
  const base::Type* reply = nullptr;  // none: 204, or not JSON
  int status = 200;
  bool open = false;  // needs no actor (signing in)
  bool paged = false;
  bool versioned = false;  // takes If-Match
  http::Body body_kind = http::Body::None;
  std::string_view content_type;  // of a body or reply that is not JSON
  std::function<base::Result<http::Response>(const Call&)> run;
};

class Api {
 public:
  Api(Access& access, const base::Messages& messages);

  // GET of one object or list.
  template <class F>
  void get(std::string pattern, Doc doc, F handler) {
    add_plain(http::Method::Get, std::move(pattern), std::move(doc), 200, std::move(handler));
  }
  // GET of a Page: handler(call, ListQuery).
  template <class F>
  void list(std::string pattern, Doc doc, F handler);
  // POST of a new object: handler(call, body), 201.
  template <class Body, class F>
  void create(std::string pattern, Doc doc, F handler) {
    add_with_body<Body>(http::Method::Post, std::move(pattern), std::move(doc), 201, std::move(handler));
  }
  // POST of an action with a body: handler(call, body), 200 or 204.
  template <class Body, class F>
  void act(std::string pattern, Doc doc, F handler) {
    add_with_body<Body>(http::Method::Post, std::move(pattern), std::move(doc), 200, std::move(handler));
  }
  // POST of an action without a body: handler(call).
  template <class F>
  void act(std::string pattern, Doc doc, F handler) {
    add_plain(http::Method::Post, std::move(pattern), std::move(doc), 200, std::move(handler));
  }
  // PUT of a whole object with If-Match: handler(call, version, body).
  template <class Body, class F>
  void edit(std::string pattern, Doc doc, F handler);
  // PUT without a version: handler(call, body).
  template <class Body, class F>
  void set(std::string pattern, Doc doc, F handler) {
    add_with_body<Body>(http::Method::Put, std::move(pattern), std::move(doc), 200, std::move(handler));
  }
  // DELETE: handler(call) gives a Status.
  template <class F>
  void remove(std::string pattern, Doc doc, F handler) {
    add_plain(http::Method::Delete, std::move(pattern), std::move(doc), 204, std::move(handler));
  }
  // Anything else: uploads, downloads, cookies.
  void raw(Endpoint endpoint);

  const std::vector<Endpoint>& endpoints() const { return endpoints_; }
  // Puts all endpoints onto `server`.
  void mount(http::Server& server);
  // Answers a request for `endpoint` as the server would (tests without sockets too).
  http::Response answer(const Endpoint& endpoint, http::Request& request);
  // Who sends this request; Unauthenticated when nobody is signed in, Forbidden for a
  // change that another site's page asked for.
  base::Result<Actor> authenticate(const http::Request& request);
  // An error as the API writes it, in the language that the request asks for.
  http::Response error(const base::Error& error, std::string_view language, std::string_view trace_id) const;
  std::string language_of(const http::Request& request) const;
  Client client_of(const http::Request& request) const;
  // The OpenAPI 3.1 document of all endpoints.
  std::string openapi() const;

  // For raw endpoints: a reply as the others give it; 204 for none.
  template <class T>
  static base::Result<http::Response> reply_of(int status, base::Result<T> result);
  template <class T>
  static http::Response reply(int status, const T& value);

 private:
  template <class F>
  void add_plain(http::Method method, std::string pattern, Doc doc, int status, F handler);
  template <class Body, class F>
  void add_with_body(http::Method method, std::string pattern, Doc doc, int status, F handler);
  static http::Response json(int status, std::string body);
  template <class T>
  static const base::Type* reply_type();
  http::Response run(const Endpoint& endpoint, http::Request& request, std::string& language);

  Access& access_;
  const base::Messages& messages_;
  std::vector<Endpoint> endpoints_;
};

// The value type of a Result.
template <class R>
struct ResultValue;
template <class T>
struct ResultValue<base::Result<T>> {
  using type = T;
};

template <class T>
http::Response Api::reply(int status, const T& value) {
  auto response = json(status, base::to_json(value));
  if constexpr (requires { value.version; }) response.with("ETag", '"' + std::to_string(value.version) + '"');
  return response;
}

template <class T>
base::Result<http::Response> Api::reply_of(int status, base::Result<T> result) {
  if (!result) return base::pass(result);
  if constexpr (std::is_void_v<T>)
    return http::Response{.status = 204};
  else
    return reply(status, *result);
}

template <class T>
const base::Type* Api::reply_type() {
  if constexpr (std::is_void_v<T>)
    return nullptr;
  else
    return &base::type_of<T>();
}

template <class F>
void Api::add_plain(http::Method method, std::string pattern, Doc doc, int status, F handler) {
  using T = typename ResultValue<std::invoke_result_t<F, const Call&>>::type;
  Endpoint endpoint{method, std::move(pattern), std::move(doc), nullptr, reply_type<T>(), status};
  if (method == http::Method::Post) endpoint.body_kind = http::Body::Small;
  endpoint.run = [status, handler = std::move(handler)](const Call& call) {
    return reply_of<T>(status, handler(call));
  };
  raw(std::move(endpoint));
}

template <class F>
void Api::list(std::string pattern, Doc doc, F handler) {
  using T = typename ResultValue<std::invoke_result_t<F, const Call&, const ListQuery&>>::type;
  Endpoint endpoint{http::Method::Get, std::move(pattern), std::move(doc), nullptr, reply_type<T>(), 200};
  endpoint.paged = true;
  endpoint.run = [handler = std::move(handler)](const Call& call) -> base::Result<http::Response> {
    auto query = call.list();
    if (!query) return base::pass(query);
    return reply_of<T>(200, handler(call, *query));
  };
  raw(std::move(endpoint));
}

template <class Body, class F>
void Api::add_with_body(http::Method method, std::string pattern, Doc doc, int status, F handler) {
  using T = typename ResultValue<std::invoke_result_t<F, const Call&, const Body&>>::type;
  Endpoint endpoint{method, std::move(pattern), std::move(doc), &base::type_of<Body>(), reply_type<T>(), status};
  endpoint.body_kind = http::Body::Small;
  endpoint.run = [status, handler = std::move(handler)](const Call& call) -> base::Result<http::Response> {
    auto body = call.body<Body>();
    if (!body) return base::pass(body);
    return reply_of<T>(status, handler(call, *body));
  };
  raw(std::move(endpoint));
}

template <class Body, class F>
void Api::edit(std::string pattern, Doc doc, F handler) {
  using T = typename ResultValue<std::invoke_result_t<F, const Call&, std::int64_t, const Body&>>::type;
  Endpoint endpoint{http::Method::Put,      std::move(pattern), std::move(doc),
                    &base::type_of<Body>(), reply_type<T>(),    200};
  endpoint.versioned = true;
  endpoint.body_kind = http::Body::Small;
  endpoint.run = [handler = std::move(handler)](const Call& call) -> base::Result<http::Response> {
    auto version = call.version();
    if (!version) return base::pass(version);
    auto body = call.body<Body>();
    if (!body) return base::pass(body);
    return reply_of<T>(200, handler(call, *version, *body));
  };
  raw(std::move(endpoint));
}

// Whether a browser says that a page of ours sends this (RFC 6454 Origin).
bool from_our_origin(const http::Request& request);

// A list that is given whole.
template <class T>
struct Items {
  std::vector<T> items;
  BOOST_DESCRIBE_CLASS(Items, (), (items), (), ())
};

template <class T>
base::Result<Items<T>> items_of(base::Result<std::vector<T>> list) {
  if (!list) return base::pass(list);
  return Items<T>{*std::move(list)};
}

// Adds the endpoints of this module.
void add_access_endpoints(Api& api, Access& access);

inline constexpr std::string_view session_cookie = "yingda_session";

}  // namespace org
