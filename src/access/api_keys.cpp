// Verbs on API keys: programs that act with grants of their own, at a centre.

#include "access/rights.h"
#include "access/verbs.h"

namespace org {
namespace {

Place place_of(const ApiKey& key) {
  return {.centre_id = key.centre_id};
}

base::Result<ApiKeyRow> load_key(db::Transaction& tx, const Actor& actor, ApiKeyId id) {
  return load<ApiKeyRow>(tx, actor, edit_api_keys, id, [](const ApiKey& key) { return place_of(key); });
}

base::Status check_centre(db::Transaction& tx, const Actor& actor, const ApiKeyFields& fields) {
  if (!actor.reaches(edit_api_keys, {.centre_id = fields.centre_id}) || !find<CentreRow>(tx, fields.centre_id))
    return refuse_reference("/centre_id");
  return {};
}

void changed(db::Transaction& tx, const Platform& platform, const Actor& actor, const ApiKey& key, Change change,
             std::string detail) {
  audit(tx, platform, actor,
        {"api_key." + base::word_of(change), "api_key", key.id.value, key.centre_id, std::move(detail)});
  tell(tx, platform, actor, key.centre_id, key.id.value, ApiKeyChanged{key.id, change});
}

}  // namespace

base::Result<Page<ApiKey>> Access::api_keys(const Actor& actor, const ListQuery& query) {
  if (auto status = actor.require(edit_api_keys); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    ListStatement list(db::columns<ApiKey>(), "api_key", "id", actor.within(edit_api_keys, {.centre = "centre_id"}, 1));
    return page_of<ApiKey>(tx, list, query, ListStatement::Order::OldestFirst, &db::read_row<ApiKey>);
  });
}

base::Result<ApiKey> Access::api_key(const Actor& actor, ApiKeyId id) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<ApiKey> { return load_key(tx, actor, id); });
}

base::Result<CreatedApiKey> Access::create_api_key(const Actor& actor, const ApiKeyFields& fields) {
  if (auto status = actor.require(edit_api_keys); !status) return base::pass(status);
  auto token = "yk_" + keys::random_token() + keys::random_token();
  return platform_.database.write([&](db::Transaction& tx) {
    return create_once<CreatedApiKey>(tx, platform_, actor, [&]() -> base::Result<CreatedApiKey> {
      if (auto status = check_centre(tx, actor, fields); !status) return base::pass(status);
      if (auto status = check_grants(tx, actor, {.centre_id = fields.centre_id}, fields.grants); !status)
        return base::pass(status);
      ApiKeyRow row;
      static_cast<ApiKeyFields&>(row) = fields;
      row.id = platform_.ids.make<ApiKeyId>();
      row.hint = token.substr(0, 7);
      row.updated_at = platform_.clock.now();
      row.token_digest = keys::hex(keys::digest(token));
      insert(tx, row);
      changed(tx, platform_, actor, row, Change::Created, "");
      return CreatedApiKey{row, token};
    });
  });
}

base::Result<ApiKey> Access::edit_api_key(const Actor& actor, ApiKeyId id, std::int64_t version,
                                          const ApiKeyFields& fields) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<ApiKey> {
    auto stored = load_key(tx, actor, id);
    if (!stored) return base::pass(stored);
    if (auto status = check_version(stored->version, version); !status) return base::pass(status);
    if (auto status = check_centre(tx, actor, fields); !status) return base::pass(status);
    // A key that may do more than the actor is not the actor's to edit.
    if (auto status = check_grants(tx, actor, place_of(*stored), stored->grants); !status)
      return base::refuse(base::Code::Forbidden, "key_has_more_rights");
    if (auto status = check_grants(tx, actor, {.centre_id = fields.centre_id}, fields.grants); !status)
      return base::pass(status);
    ApiKeyRow row = *stored;
    static_cast<ApiKeyFields&>(row) = fields;
    row.version = version + 1;
    row.updated_at = platform_.clock.now();
    update(tx, row);
    changed(tx, platform_, actor, row, Change::Edited, changed_fields<ApiKeyFields>(*stored, fields));
    forget_after_commit(tx);
    return row;
  });
}

base::Status Access::delete_api_key(const Actor& actor, ApiKeyId id) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    auto stored = load_key(tx, actor, id);
    if (!stored) return base::pass(stored);
    erase<ApiKeyRow>(tx, id);
    changed(tx, platform_, actor, *stored, Change::Deleted, "");
    forget_after_commit(tx);
    return {};
  });
}

}  // namespace org
