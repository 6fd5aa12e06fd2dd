// `yingda user …`: for whoever has the machine but lost the password.

#include <fmt/core.h>

#include <stdexcept>

#include "app/commands.h"
#include "app/program.h"

namespace app {
namespace {

template <class T>
T need(base::Result<T> result, const Core& core) {
  if (result) return std::move(*result);
  auto text = core.messages.text("en", "errors." + result.error().key, result.error().fields);
  for (const auto& fault : result.error().faults)
    text += fmt::format(" {}: {}", fault.path, core.messages.text("en", "faults." + fault.code, fault.fields));
  throw std::runtime_error(text);
}

template <class Visit>
void each_person(Core& core, Visit visit) {
  org::ListQuery query{200, {}};
  while (true) {
    auto page = need(core.access.people(org::system_actor(), {}, query), core);
    for (const auto& person : page.items) visit(person);
    if (!page.next) return;
    query.after = page.items.back().id.value;
  }
}

org::Person person_of(Core& core, const std::string& login) {
  std::optional<org::Person> found;
  each_person(core, [&](const org::Person& person) {
    if (person.login == login) found = person;
  });
  if (!found) throw std::runtime_error("there is no person with the login " + login);
  return *found;
}

}  // namespace

int list_users(const Configuration& configuration) {
  auto core = open_existing(configuration);
  each_person(core, [](const org::Person& person) {
    fmt::print("{}\t{}\t{}\n", person.login, person.name, person.active ? "active" : "inactive");
  });
  return 0;
}

int reset_user_password(const Configuration& configuration, const std::string& login) {
  auto core = open_existing(configuration);
  auto person = person_of(core, login);
  auto password = need(core.access.reset_password(org::system_actor(), person.id), core);
  fmt::print("The password of {} is now {} and must be changed at the next sign-in.\n", login, password.password);
  return 0;
}

int unlock_user(const Configuration& configuration, const std::string& login) {
  auto core = open_existing(configuration);
  need(core.access.unlock(org::system_actor(), person_of(core, login).id), core);
  fmt::print("{} may sign in again.\n", login);
  return 0;
}

int add_user(const Configuration& configuration, const NewUser& user) {
  auto core = open_existing(configuration);
  auto scope = base::from_word<org::Scope>(user.scope);
  if (!scope) throw std::runtime_error("the scope must be own, team, department, centre or centre_and_below");
  org::NewPerson person;
  for (const auto& role : need(core.access.roles(org::system_actor(), {200, {}}), core).items)
    if (role.key == user.role || role.name == user.role) person.grants = {{role.id, *scope}};
  if (person.grants.empty()) throw std::runtime_error("there is no role " + user.role);
  person.centre_id = need(core.access.centres(org::system_actor(), {1, {}}), core).items.at(0).id;
  person.login = user.login;
  person.name = user.name;
  auto created = need(core.access.create_person(org::system_actor(), person), core);
  fmt::print("The password of {} is {} and must be changed at the next sign-in.\n", user.login, *created.password);
  return 0;
}

}  // namespace app
