// What a new database starts with: the sign-in policy, the shipped roles, one root
// centre, and the administrator. Done in one transaction, and only once.

#include <algorithm>
#include <filesystem>

#include "access/actor_cache.h"
#include "access/passwords.h"
#include "access/rights.h"
#include "access/verbs.h"
#include "base/file.h"
#include "search/search.h"

namespace org {

// A role of content/roles.json.
struct ShippedRole {
  std::string key;
  std::string name;
  std::string name_en;
  std::vector<std::string> rights;  // "*" stands for all; "customers.*" for a group
};
BOOST_DESCRIBE_STRUCT(ShippedRole, (), (key, name, name_en, rights))

struct RolePack {
  std::vector<ShippedRole> roles;
};
BOOST_DESCRIBE_STRUCT(RolePack, (), (roles))

namespace {

RolePack load_roles(const std::string& content_folder) {
  auto path = std::filesystem::path(content_folder) / "roles.json";
  auto pack = base::from_json<RolePack>(base::read_file(path).value_or(""));
  if (!pack) throw std::runtime_error("the content file " + path.string() + " cannot be read");
  return *std::move(pack);
}

bool matches(std::string_view pattern, std::string_view right) {
  if (!pattern.ends_with('*')) return pattern == right;
  return right.starts_with(pattern.substr(0, pattern.size() - 1));
}

std::vector<std::string> expand(const std::vector<std::string>& patterns, const std::vector<Right>& rights) {
  std::vector<std::string> keys;
  for (const auto& right : rights)
    if (std::any_of(patterns.begin(), patterns.end(), [&](const auto& p) { return matches(p, right.key); }))
      keys.emplace_back(right.key);
  std::sort(keys.begin(), keys.end());
  return keys;
}

RoleId insert_role(db::Transaction& tx, const Platform& platform, const ShippedRole& shipped,
                   const std::vector<Right>& rights) {
  RoleRow row{{{shipped.name, shipped.name_en, expand(shipped.rights, rights)},
               platform.ids.make<RoleId>(),
               shipped.key,
               1,
               platform.clock.now()},
              search::fold(shipped.name)};
  insert(tx, row);
  tell(tx, platform, system_actor(), CentreId{}, row.id.value, RoleChanged{row.id, Change::Created});
  return row.id;
}

// A newer program has rights that the database has not heard of. The administrator's role,
// which nobody can edit, gets them, so that somebody can give them on.
void give_administrator_all(db::Transaction& tx, const Platform& platform, const std::vector<Right>& rights) {
  auto rows = tx.query(select<RoleRow>() + "WHERE key = 'system_administrator'");
  if (rows.empty()) return;
  auto role = db::read_row<RoleRow>(rows[0]);
  auto all = expand({"*"}, rights);
  if (role.rights == all) return;
  role.rights = all;
  role.version += 1;
  role.updated_at = platform.clock.now();
  update(tx, role);
  audit(tx, platform, system_actor(), {"role.edited", "role", role.id.value, {}, "rights"});
  tell(tx, platform, system_actor(), CentreId{}, role.id.value, RoleChanged{role.id, Change::Edited});
}

CentreId insert_root(db::Transaction& tx, const Platform& platform) {
  CentreFields fields{{}, Level::National, "总部", "HQ", "Asia/Shanghai", "zh-CN", true};
  CentreRow row{{fields, platform.ids.make<CentreId>(), 1, platform.clock.now()}, "hq"};
  insert(tx, row);
  tell(tx, platform, system_actor(), row.id, row.id.value, CentreChanged{row.id, Change::Created});
  return row.id;
}

void insert_administrator(db::Transaction& tx, const Platform& platform, CentreId centre, RoleId role,
                          const std::string& hash) {
  PersonFields fields;
  fields.centre_id = centre;
  fields.login = "admin";
  fields.name = "管理员";
  fields.grants = {{role, Scope::CentreAndBelow}};
  PersonRow row{fields, platform.ids.make<PersonId>(), "admin", hash, false, {}, 1, platform.clock.now()};
  insert(tx, row);
  index_person(tx, row);
  audit(tx, platform, system_actor(), {"person.created", "person", row.id.value, centre, ""});
  tell(tx, platform, system_actor(), centre, row.id.value, PersonChanged{row.id, Change::Created});
}

}  // namespace

Access::Access(Platform platform, std::vector<Right> rights, std::vector<std::string> common_passwords)
    : platform_(platform),
      rights_(std::move(rights)),
      common_passwords_(std::move(common_passwords)),
      cache_(std::make_unique<Cache>()) {
  for (auto& password : common_passwords_) password = search::fold(password);
  std::sort(common_passwords_.begin(), common_passwords_.end());
}

Access::~Access() = default;

std::string Access::ensure_ground(const std::string& content_folder, const std::string& password) {
  auto is_new = [](db::Transaction& tx) { return !exists(tx, "SELECT 1 FROM centre LIMIT 1", {}); };
  if (!platform_.database.read(is_new)) {
    platform_.database.write([&](db::Transaction& tx) { give_administrator_all(tx, platform_, rights_); });
    return "";
  }
  auto made_up = password.empty() ? made_up_password() : "";
  auto hash = hash_password(password.empty() ? made_up : password);
  auto pack = load_roles(content_folder);
  bool done = platform_.database.write([&](db::Transaction& tx) {
    tx.lock("ground");
    if (!is_new(tx)) return false;
    db::insert_row(tx, "sign_in_policy", PolicyRow{{{}, 1, platform_.clock.now()}, 1});
    auto root = insert_root(tx, platform_);
    RoleId administrator;
    for (const auto& shipped : pack.roles) {
      auto id = insert_role(tx, platform_, shipped, rights_);
      if (shipped.key == "system_administrator") administrator = id;
    }
    if (!administrator) throw std::runtime_error("content/roles.json names no role system_administrator");
    insert_administrator(tx, platform_, root, administrator, hash);
    return true;
  });
  return done ? made_up : "";
}

}  // namespace org
