// The sign-in policy: one row, changed in the console.

#include "access/rights.h"
#include "access/verbs.h"

namespace org {

base::Result<SignInPolicy> Access::policy(const Actor& actor) {
  if (auto status = actor.require(edit_policy_right); !status) return base::pass(status);
  return platform_.database.read([](db::Transaction& tx) { return load_policy(tx); });
}

base::Result<SignInPolicy> Access::edit_policy(const Actor& actor, std::int64_t version,
                                               const SignInPolicyFields& fields) {
  if (auto status = actor.require(edit_policy_right); !status) return base::pass(status);
  if (!actor.reaches_all(edit_policy_right)) return base::refuse(base::Code::Forbidden, "policy_needs_whole_tree");
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<SignInPolicy> {
    tx.lock("sign_in_policy");
    auto stored = load_policy(tx);
    if (auto status = check_version(stored.version, version); !status) return base::pass(status);
    PolicyRow row{{fields, version + 1, platform_.clock.now()}, 1};
    db::update_row(tx, "sign_in_policy", row);
    audit(tx, platform_, actor,
          {"policy.edited", "sign_in_policy", 1, {}, changed_fields<SignInPolicyFields>(stored, fields)});
    tell(tx, platform_, actor, CentreId{}, 1, PolicyChanged{row.version});
    forget_after_commit(tx);
    return row;
  });
}

}  // namespace org
