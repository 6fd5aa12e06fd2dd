#include "access/rights.h"

#include "access/events.h"

namespace org {

std::vector<Right> access_rights() {
  return {view_centres,  edit_centres, view_organisation, edit_organisation, view_people, edit_people,
          secure_people, view_roles,   edit_roles,        edit_api_keys,     view_audit,  edit_policy_right};
}

bool changes_rights(std::string_view type) {
  return type == CentreChanged::type || type == PersonChanged::type || type == RoleChanged::type ||
         type == ApiKeyChanged::type || type == PolicyChanged::type || type == SignedOut::type;
}

}  // namespace org
