// @generated automatically by Diesel CLI.

diesel::table! {
    accounts (id) {
        id -> Uuid,
        reference -> Text,
        kind -> Text,
        name -> Text,
        state -> Text,
        state_at -> Timestamptz,
        state_by -> Uuid,
        reason_code -> Nullable<Text>,
        reason_words -> Nullable<Text>,
        reapply_on -> Nullable<Date>,
        submitted_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int8,
    }
}

diesel::table! {
    agreements (id) {
        id -> Uuid,
        account_id -> Uuid,
        document -> Text,
        document_version -> Text,
        text -> Text,
        text_sha256 -> Bytea,
        state -> Text,
        state_at -> Timestamptz,
        state_by -> Uuid,
        reason_words -> Nullable<Text>,
        created_at -> Timestamptz,
        version -> Int8,
    }
}

diesel::table! {
    announcement_reads (announcement_id, user_id) {
        announcement_id -> Uuid,
        user_id -> Uuid,
        read_at -> Timestamptz,
    }
}

diesel::table! {
    announcements (id) {
        id -> Uuid,
        class -> Text,
        subject -> Text,
        why -> Text,
        body -> Text,
        account_kind -> Nullable<Text>,
        account_standing -> Text,
        account_country -> Nullable<Text>,
        state -> Text,
        state_at -> Timestamptz,
        created_by -> Uuid,
        created_at -> Timestamptz,
        send_at -> Nullable<Timestamptz>,
        zone -> Nullable<Text>,
        quiet_until -> Nullable<Timestamptz>,
        event_seq -> Nullable<Int8>,
        started_at -> Nullable<Timestamptz>,
        last_reader -> Nullable<Uuid>,
        readers -> Int4,
        version -> Int8,
    }
}

diesel::table! {
    approvals (id) {
        id -> Uuid,
        action -> Text,
        subject_kind -> Text,
        subject_id -> Uuid,
        before -> Jsonb,
        after -> Jsonb,
        bound_sha256 -> Bytea,
        why -> Text,
        maker_id -> Uuid,
        asked_at -> Timestamptz,
        expires_at -> Timestamptz,
        state -> Text,
        checker_id -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        used_at -> Nullable<Timestamptz>,
        reason_words -> Nullable<Text>,
        version -> Int8,
    }
}

diesel::table! {
    audit_events (seq) {
        seq -> Int8,
        at -> Timestamptz,
        actor_kind -> Text,
        actor_id -> Nullable<Uuid>,
        subject_kind -> Text,
        subject_id -> Uuid,
        account_id -> Nullable<Uuid>,
        verb -> Text,
        reason_code -> Nullable<Text>,
        changed_columns -> Array<Nullable<Text>>,
        commitment -> Nullable<Bytea>,
    }
}

diesel::table! {
    audit_values (seq) {
        seq -> Int8,
        salt -> Bytea,
        changes -> Jsonb,
    }
}

diesel::table! {
    authenticators (user_id) {
        user_id -> Uuid,
        secret_sealed -> Bytea,
        created_at -> Timestamptz,
        confirmed_at -> Nullable<Timestamptz>,
        last_step -> Nullable<Int8>,
    }
}

diesel::table! {
    billing_profiles (account_id) {
        account_id -> Uuid,
        payer_name -> Text,
        country -> Text,
        address_line1 -> Text,
        address_line2 -> Nullable<Text>,
        city -> Text,
        region -> Nullable<Text>,
        postal_code -> Nullable<Text>,
        tax_id_sealed -> Nullable<Bytea>,
        tax_id_hash -> Nullable<Bytea>,
        tax_id_last_four -> Nullable<Text>,
        method -> Text,
        terms_days -> Nullable<Int2>,
        card_token_sealed -> Nullable<Bytea>,
        credit_limit_minor -> Nullable<Int8>,
        currency -> Text,
        po_required -> Bool,
        billing_emails -> Array<Nullable<Text>>,
        updated_at -> Timestamptz,
        version -> Int8,
        tax_id_shared_hash -> Nullable<Bytea>,
    }
}

diesel::table! {
    call_attempts (outbox_id, attempt) {
        outbox_id -> Uuid,
        attempt -> Int4,
        made_at -> Timestamptz,
        made_by -> Uuid,
        outcome -> Text,
        note -> Nullable<Text>,
    }
}

diesel::table! {
    case_facts (case_id, section, field) {
        case_id -> Uuid,
        section -> Text,
        field -> Text,
        value_hash -> Bytea,
        previous_hash -> Nullable<Bytea>,
        handed_at -> Timestamptz,
    }
}

diesel::table! {
    case_notes (id) {
        id -> Uuid,
        case_id -> Uuid,
        author_id -> Uuid,
        body -> Text,
        written_at -> Timestamptz,
    }
}

diesel::table! {
    case_presence (case_id, user_id) {
        case_id -> Uuid,
        user_id -> Uuid,
        seen_at -> Timestamptz,
    }
}

diesel::table! {
    case_tasks (id) {
        id -> Uuid,
        case_id -> Uuid,
        what -> Text,
        assignee_id -> Uuid,
        due_on -> Date,
        set_by -> Uuid,
        set_at -> Timestamptz,
        done_at -> Nullable<Timestamptz>,
        done_by -> Nullable<Uuid>,
        version -> Int8,
    }
}

diesel::table! {
    certificates (id) {
        id -> Uuid,
        reference -> Text,
        issued_at -> Timestamptz,
        issued_by -> Uuid,
        erased -> Jsonb,
    }
}

diesel::table! {
    change_requests (id) {
        id -> Uuid,
        case_id -> Uuid,
        section -> Text,
        field -> Text,
        note -> Text,
        asked_at -> Timestamptz,
        asked_by -> Uuid,
        answered_at -> Nullable<Timestamptz>,
        changed -> Nullable<Bool>,
        answer -> Nullable<Text>,
    }
}

diesel::table! {
    companies (account_id) {
        account_id -> Uuid,
        legal_name -> Text,
        trading_name -> Nullable<Text>,
        organisation_type -> Text,
        registration_number -> Nullable<Text>,
        tax_id_sealed -> Nullable<Bytea>,
        tax_id_hash -> Nullable<Bytea>,
        tax_id_last_four -> Nullable<Text>,
        web_site -> Nullable<Text>,
        telephone -> Text,
        country -> Text,
        address_line1 -> Text,
        address_line2 -> Nullable<Text>,
        city -> Text,
        region -> Nullable<Text>,
        postal_code -> Nullable<Text>,
        updated_at -> Timestamptz,
        version -> Int8,
        telephone_hash -> Nullable<Bytea>,
        address_hash -> Nullable<Bytea>,
        tax_id_shared_hash -> Nullable<Bytea>,
    }
}

diesel::table! {
    consents (id) {
        id -> Uuid,
        user_id -> Uuid,
        purpose -> Text,
        wording_version -> Text,
        granted -> Bool,
        source -> Text,
        given_at -> Timestamptz,
    }
}

diesel::table! {
    contacts (account_id, role) {
        account_id -> Uuid,
        role -> Text,
        full_name -> Text,
        job_title -> Nullable<Text>,
        email -> Text,
        telephone -> Nullable<Text>,
        preferred_channel -> Text,
        may_sign -> Bool,
        updated_at -> Timestamptz,
        version -> Int8,
        telephone_hash -> Nullable<Bytea>,
    }
}

diesel::table! {
    data_exports (id) {
        id -> Uuid,
        user_id -> Uuid,
        state -> Text,
        requested_at -> Timestamptz,
        claimed_until -> Nullable<Timestamptz>,
        attempts -> Int4,
        ready_at -> Nullable<Timestamptz>,
        expires_at -> Nullable<Timestamptz>,
        bytes -> Nullable<Int8>,
        archive_sealed -> Nullable<Bytea>,
    }
}

diesel::table! {
    data_keys (id) {
        id -> Uuid,
        owner_kind -> Text,
        owner_id -> Uuid,
        wrapped -> Bytea,
        kek_id -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    decision_undos (case_id) {
        case_id -> Uuid,
        event_seq -> Int8,
        decided_by -> Uuid,
        decided_at -> Timestamptz,
        until -> Timestamptz,
        waiting_since -> Timestamptz,
        record_version -> Int8,
        before_state -> Text,
        before_at -> Timestamptz,
        before_by -> Uuid,
        reason_code -> Nullable<Text>,
        reason_words -> Nullable<Text>,
        site_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    devices (user_id, token_hash) {
        user_id -> Uuid,
        token_hash -> Bytea,
        created_at -> Timestamptz,
        seen_at -> Timestamptz,
    }
}

diesel::table! {
    disclosures (id) {
        id -> Uuid,
        reference -> Text,
        user_id -> Uuid,
        requester -> Text,
        basis -> Text,
        grounds -> Text,
        purposes -> Array<Nullable<Text>>,
        received_on -> Date,
        gag_until -> Nullable<Date>,
        gag_words -> Nullable<Text>,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        state -> Text,
        first_at -> Nullable<Timestamptz>,
        first_by -> Nullable<Uuid>,
        second_at -> Nullable<Timestamptz>,
        second_by -> Nullable<Uuid>,
        refused_at -> Nullable<Timestamptz>,
        refused_by -> Nullable<Uuid>,
        refusal_words -> Nullable<Text>,
        handed_over_at -> Nullable<Timestamptz>,
        handed_over_by -> Nullable<Uuid>,
        archive_sha256 -> Nullable<Bytea>,
        archive_bytes -> Nullable<Int8>,
        archive_sealed -> Nullable<Bytea>,
        told_at -> Nullable<Timestamptz>,
        version -> Int8,
    }
}

diesel::table! {
    email_changes (id) {
        id -> Uuid,
        user_id -> Uuid,
        old_email -> Text,
        old_email_key -> Text,
        new_email -> Text,
        confirm_hash -> Bytea,
        undo_hash -> Bytea,
        state -> Text,
        asked_at -> Timestamptz,
        confirmed_at -> Nullable<Timestamptz>,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    form_keys (key) {
        key -> Uuid,
        user_id -> Nullable<Uuid>,
        route -> Text,
        body_sha256 -> Bytea,
        location -> Nullable<Text>,
        notice -> Nullable<Text>,
        used_at -> Timestamptz,
    }
}

diesel::table! {
    guesses (guesser, key_hash) {
        guesser -> Text,
        key_hash -> Bytea,
        full_at -> Timestamptz,
    }
}

diesel::table! {
    inquiries (id) {
        id -> Uuid,
        reference -> Text,
        kind -> Text,
        full_name -> Text,
        email -> Text,
        web_site -> Nullable<Text>,
        sector -> Nullable<Text>,
        body -> Nullable<Text>,
        state -> Text,
        state_at -> Timestamptz,
        answer -> Nullable<Text>,
        answered_by -> Nullable<Uuid>,
        answered_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        version -> Int8,
        assigned_to -> Nullable<Uuid>,
        due_at -> Timestamptz,
        duplicate_of -> Nullable<Uuid>,
        status_hash -> Nullable<Bytea>,
        telephone -> Nullable<Text>,
    }
}

diesel::table! {
    inquiry_messages (id) {
        id -> Uuid,
        inquiry_id -> Uuid,
        author_id -> Nullable<Uuid>,
        body -> Text,
        written_at -> Timestamptz,
    }
}

diesel::table! {
    invitations (id) {
        id -> Uuid,
        inquiry_id -> Uuid,
        kind -> Text,
        token_hash -> Bytea,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
        used_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    looks (account_id, version) {
        account_id -> Uuid,
        version -> Int8,
        look -> Jsonb,
        saved_at -> Timestamptz,
        saved_by -> Uuid,
    }
}

diesel::table! {
    member_invitations (id) {
        id -> Uuid,
        account_id -> Uuid,
        email -> Text,
        email_key -> Text,
        full_name -> Nullable<Text>,
        power -> Text,
        token_hash -> Bytea,
        invited_by -> Uuid,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        state -> Text,
        ended_at -> Nullable<Timestamptz>,
        ended_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    memberships (user_id, account_id) {
        user_id -> Uuid,
        account_id -> Uuid,
        power -> Text,
        created_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        version -> Int8,
    }
}

diesel::table! {
    network_commercials (account_id) {
        account_id -> Uuid,
        pricing_model -> Text,
        rate -> Numeric,
        currency -> Text,
        net_days -> Int2,
        minimum_payout_minor -> Int8,
        rollover -> Bool,
        passback_position -> Int2,
        default_campaign -> Nullable<Text>,
        blocked_categories -> Array<Nullable<Text>>,
        invoice_days -> Int2,
        dispute_days -> Int2,
        termination_days -> Int2,
        updated_at -> Timestamptz,
        version -> Int8,
    }
}

diesel::table! {
    one_time_tokens (id) {
        id -> Uuid,
        purpose -> Text,
        user_id -> Uuid,
        token_hash -> Bytea,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    order_contacts (order_id, revision, role, position) {
        order_id -> Uuid,
        revision -> Int4,
        role -> Text,
        position -> Int2,
        full_name -> Text,
        email -> Text,
        telephone -> Nullable<Text>,
        preferred_channel -> Text,
    }
}

diesel::table! {
    order_lines (order_id, revision, line_id) {
        order_id -> Uuid,
        revision -> Int4,
        line_id -> Uuid,
        position -> Int2,
        name -> Text,
        format -> Text,
        site_category -> Nullable<Text>,
        sites -> Nullable<Text>,
        rate_type -> Text,
        rate -> Numeric,
        quantity -> Int8,
        cost_minor -> Int8,
        delivery -> Text,
        starts_on -> Date,
        ends_on -> Date,
        frequency_cap -> Nullable<Int4>,
        frequency_interval -> Nullable<Text>,
        countries -> Array<Nullable<Text>>,
        categories -> Array<Nullable<Text>>,
        keywords -> Array<Nullable<Text>>,
        creative_due -> Nullable<Date>,
        comment -> Nullable<Text>,
    }
}

diesel::table! {
    order_messages (id) {
        id -> Uuid,
        order_id -> Uuid,
        author_id -> Uuid,
        from_staff -> Bool,
        body -> Text,
        sent_at -> Timestamptz,
    }
}

diesel::table! {
    order_revisions (order_id, revision) {
        order_id -> Uuid,
        revision -> Int4,
        name -> Text,
        agency -> Nullable<Text>,
        brand -> Nullable<Text>,
        po_number -> Nullable<Text>,
        billing_code -> Nullable<Text>,
        campaign -> Nullable<Text>,
        currency -> Text,
        time_zone -> Text,
        budget_minor -> Nullable<Int8>,
        spend_cap_minor -> Nullable<Int8>,
        starts_on -> Date,
        ends_on -> Date,
        expires_on -> Nullable<Date>,
        billing_method -> Text,
        notification_threshold -> Nullable<Int2>,
        liability -> Text,
        measurement -> Nullable<Text>,
        ad_server -> Nullable<Text>,
        ad_server_contact -> Nullable<Text>,
        data_ownership -> Nullable<Text>,
        special_instructions -> Nullable<Text>,
        political -> Bool,
        terms_version -> Text,
        total_minor -> Int8,
        text -> Nullable<Text>,
        text_sha256 -> Nullable<Bytea>,
        signed_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        created_by -> Uuid,
    }
}

diesel::table! {
    orders (id) {
        id -> Uuid,
        number -> Text,
        account_id -> Uuid,
        state -> Text,
        state_at -> Timestamptz,
        state_by -> Uuid,
        reason_code -> Nullable<Text>,
        reason_words -> Nullable<Text>,
        revision -> Int4,
        name -> Text,
        currency -> Text,
        total_minor -> Int8,
        line_count -> Int4,
        starts_on -> Nullable<Date>,
        ends_on -> Nullable<Date>,
        submitted_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int8,
    }
}

diesel::table! {
    outbox (id) {
        id -> Uuid,
        event_seq -> Int8,
        class -> Text,
        letter -> Text,
        payload -> Jsonb,
        recipient_email -> Text,
        recipient_name -> Text,
        recipient_user -> Nullable<Uuid>,
        account_id -> Nullable<Uuid>,
        channel -> Text,
        recipient_telephone -> Nullable<Text>,
        state -> Text,
        attempts -> Int4,
        next_at -> Timestamptz,
        claimed_until -> Nullable<Timestamptz>,
        sent_at -> Nullable<Timestamptz>,
        failure -> Nullable<Text>,
        created_at -> Timestamptz,
        report -> Nullable<Text>,
        reported_at -> Nullable<Timestamptz>,
        forget -> Bool,
    }
}

diesel::table! {
    parked_posts (id) {
        id -> Uuid,
        user_id -> Uuid,
        session_id -> Nullable<Uuid>,
        account_id -> Nullable<Uuid>,
        path -> Text,
        page -> Text,
        form_key -> Uuid,
        body_sealed -> Bytea,
        created_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    passkey_ceremonies (mark_hash) {
        mark_hash -> Bytea,
        used_at -> Timestamptz,
    }
}

diesel::table! {
    passkeys (id) {
        id -> Uuid,
        user_id -> Uuid,
        credential_id -> Text,
        credential -> Jsonb,
        name -> Text,
        counter -> Int8,
        created_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    payout_profiles (account_id) {
        account_id -> Uuid,
        payee_name -> Text,
        country -> Text,
        address_line1 -> Text,
        address_line2 -> Nullable<Text>,
        city -> Text,
        region -> Nullable<Text>,
        postal_code -> Nullable<Text>,
        currency -> Text,
        method -> Text,
        iban_sealed -> Nullable<Bytea>,
        bic -> Nullable<Text>,
        routing_number -> Nullable<Text>,
        account_number_sealed -> Nullable<Bytea>,
        account_type -> Nullable<Text>,
        paypal_email_sealed -> Nullable<Bytea>,
        destination_hash -> Nullable<Bytea>,
        destination_last_four -> Nullable<Text>,
        threshold_minor -> Int8,
        schedule -> Text,
        self_hold -> Bool,
        state -> Text,
        updated_at -> Timestamptz,
        version -> Int8,
    }
}

diesel::table! {
    privacy_request_repeats (id) {
        id -> Uuid,
        request_id -> Uuid,
        channel -> Text,
        details -> Nullable<Text>,
        checked -> Bool,
        asked_at -> Timestamptz,
    }
}

diesel::table! {
    privacy_requests (id) {
        id -> Uuid,
        reference -> Text,
        kind -> Text,
        channel -> Text,
        full_name -> Nullable<Text>,
        email -> Nullable<Text>,
        email_key -> Nullable<Text>,
        reach -> Nullable<Text>,
        user_id -> Nullable<Uuid>,
        details -> Nullable<Text>,
        token_hash -> Bytea,
        link_expires_at -> Nullable<Timestamptz>,
        received_at -> Timestamptz,
        acknowledge_by -> Timestamptz,
        acknowledged_at -> Nullable<Timestamptz>,
        answer_by -> Timestamptz,
        identity_how -> Nullable<Text>,
        identity_note -> Nullable<Text>,
        identity_at -> Nullable<Timestamptz>,
        identity_by -> Nullable<Uuid>,
        extended_at -> Nullable<Timestamptz>,
        extended_by -> Nullable<Uuid>,
        extension_words -> Nullable<Text>,
        state -> Text,
        state_at -> Timestamptz,
        state_by -> Nullable<Uuid>,
        reason_code -> Nullable<Text>,
        reason_words -> Nullable<Text>,
        answer -> Nullable<Text>,
        erased_at -> Nullable<Timestamptz>,
        version -> Int8,
    }
}

diesel::table! {
    publisher_commercials (account_id) {
        account_id -> Uuid,
        revenue_share -> Numeric,
        floor_cpm -> Nullable<Numeric>,
        currency -> Text,
        time_zone -> Text,
        monthly_visitors -> Int8,
        monthly_page_views -> Int8,
        updated_at -> Timestamptz,
        version -> Int8,
    }
}

diesel::table! {
    recovery_codes (user_id, code_hash) {
        user_id -> Uuid,
        code_hash -> Bytea,
        created_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    review_cases (id) {
        id -> Uuid,
        kind -> Text,
        account_id -> Uuid,
        order_id -> Nullable<Uuid>,
        state -> Text,
        waiting_since -> Timestamptz,
        opened_at -> Timestamptz,
        closed_at -> Nullable<Timestamptz>,
        decision -> Nullable<Text>,
        decided_by -> Nullable<Uuid>,
        reason_code -> Nullable<Text>,
        reason_words -> Nullable<Text>,
        version -> Int8,
        site_id -> Nullable<Uuid>,
        claimed_by -> Nullable<Uuid>,
        claimed_until -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    search_tails (kind, tail, record_id) {
        kind -> Text,
        tail -> Text,
        record_id -> Uuid,
    }
}

diesel::table! {
    sessions (key_hash) {
        key_hash -> Bytea,
        user_id -> Uuid,
        account_id -> Nullable<Uuid>,
        user_agent -> Text,
        created_at -> Timestamptz,
        seen_at -> Timestamptz,
        expires_at -> Timestamptz,
        id -> Uuid,
        network -> Text,
        factor -> Text,
        proven_at -> Timestamptz,
        ran_out_at -> Nullable<Timestamptz>,
        viewing_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    sign_ins (id) {
        id -> Uuid,
        user_id -> Uuid,
        at -> Timestamptz,
        outcome -> Text,
        factor -> Nullable<Text>,
        user_agent -> Text,
        network -> Text,
    }
}

diesel::table! {
    signatures (id) {
        id -> Uuid,
        agreement_id -> Nullable<Uuid>,
        order_id -> Nullable<Uuid>,
        revision -> Nullable<Int4>,
        side -> Text,
        user_id -> Uuid,
        typed_name -> Text,
        title -> Nullable<Text>,
        intent -> Text,
        text_sha256 -> Bytea,
        signed_at -> Timestamptz,
        time_zone -> Text,
        ip -> Text,
        user_agent -> Text,
        authentication -> Text,
    }
}

diesel::table! {
    sites (id) {
        id -> Uuid,
        account_id -> Uuid,
        domain -> Text,
        category -> Text,
        language -> Text,
        monthly_page_views -> Int8,
        state -> Text,
        state_at -> Timestamptz,
        state_by -> Uuid,
        reason_code -> Nullable<Text>,
        reason_words -> Nullable<Text>,
        created_at -> Timestamptz,
        version -> Int8,
    }
}

diesel::table! {
    suppressions (id) {
        id -> Uuid,
        address_hash -> Bytea,
        report -> Text,
        outbox_id -> Nullable<Uuid>,
        added_by -> Nullable<Uuid>,
        added_at -> Timestamptz,
        lifted_by -> Nullable<Uuid>,
        lifted_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    testimonials (id) {
        id -> Uuid,
        account_id -> Uuid,
        author_id -> Uuid,
        words -> Nullable<Text>,
        language -> Nullable<Text>,
        full_name -> Nullable<Text>,
        job_title -> Nullable<Text>,
        company_name -> Nullable<Text>,
        consent_wording -> Text,
        consented_at -> Timestamptz,
        state -> Text,
        state_at -> Timestamptz,
        state_by -> Uuid,
        reason_code -> Nullable<Text>,
        reason_words -> Nullable<Text>,
        erased_at -> Nullable<Timestamptz>,
        version -> Int8,
    }
}

diesel::table! {
    users (id) {
        id -> Uuid,
        email -> Text,
        email_key -> Text,
        full_name -> Text,
        telephone -> Nullable<Text>,
        preferred_channel -> Text,
        time_zone -> Text,
        staff_role -> Nullable<Text>,
        password_hash -> Nullable<Text>,
        verified_at -> Nullable<Timestamptz>,
        deactivated_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int8,
        second_factor -> Bool,
        passkey -> Bool,
        mail_bounced_at -> Nullable<Timestamptz>,
        erased_at -> Nullable<Timestamptz>,
        shortcuts_off -> Bool,
    }
}

diesel::table! {
    viewed_pages (viewing_id, seen_at, path) {
        viewing_id -> Uuid,
        seen_at -> Timestamptz,
        path -> Text,
    }
}

diesel::table! {
    viewings (id) {
        id -> Uuid,
        account_id -> Uuid,
        viewer_id -> Uuid,
        reason -> Text,
        begun_at -> Timestamptz,
        ends_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    weekly_figures (week, measure, part) {
        week -> Date,
        measure -> Text,
        part -> Text,
        value -> Int8,
    }
}

diesel::joinable!(accounts -> users (state_by));
diesel::joinable!(agreements -> accounts (account_id));
diesel::joinable!(agreements -> users (state_by));
diesel::joinable!(announcement_reads -> announcements (announcement_id));
diesel::joinable!(announcement_reads -> users (user_id));
diesel::joinable!(announcements -> audit_events (event_seq));
diesel::joinable!(announcements -> users (created_by));
diesel::joinable!(audit_values -> audit_events (seq));
diesel::joinable!(billing_profiles -> accounts (account_id));
diesel::joinable!(call_attempts -> outbox (outbox_id));
diesel::joinable!(call_attempts -> users (made_by));
diesel::joinable!(case_facts -> review_cases (case_id));
diesel::joinable!(case_notes -> review_cases (case_id));
diesel::joinable!(case_notes -> users (author_id));
diesel::joinable!(case_presence -> review_cases (case_id));
diesel::joinable!(case_presence -> users (user_id));
diesel::joinable!(case_tasks -> review_cases (case_id));
diesel::joinable!(change_requests -> review_cases (case_id));
diesel::joinable!(change_requests -> users (asked_by));
diesel::joinable!(companies -> accounts (account_id));
diesel::joinable!(consents -> users (user_id));
diesel::joinable!(contacts -> accounts (account_id));
diesel::joinable!(data_exports -> users (user_id));
diesel::joinable!(decision_undos -> audit_events (event_seq));
diesel::joinable!(decision_undos -> review_cases (case_id));
diesel::joinable!(decision_undos -> sites (site_id));
diesel::joinable!(devices -> users (user_id));
diesel::joinable!(email_changes -> users (user_id));
diesel::joinable!(form_keys -> users (user_id));
diesel::joinable!(inquiry_messages -> inquiries (inquiry_id));
diesel::joinable!(inquiry_messages -> users (author_id));
diesel::joinable!(invitations -> inquiries (inquiry_id));
diesel::joinable!(invitations -> users (used_by));
diesel::joinable!(looks -> accounts (account_id));
diesel::joinable!(looks -> users (saved_by));
diesel::joinable!(member_invitations -> accounts (account_id));
diesel::joinable!(memberships -> accounts (account_id));
diesel::joinable!(memberships -> users (user_id));
diesel::joinable!(network_commercials -> accounts (account_id));
diesel::joinable!(one_time_tokens -> users (user_id));
diesel::joinable!(order_messages -> orders (order_id));
diesel::joinable!(order_messages -> users (author_id));
diesel::joinable!(order_revisions -> orders (order_id));
diesel::joinable!(order_revisions -> users (created_by));
diesel::joinable!(orders -> accounts (account_id));
diesel::joinable!(certificates -> users (issued_by));
diesel::joinable!(orders -> users (state_by));
diesel::joinable!(outbox -> accounts (account_id));
diesel::joinable!(outbox -> audit_events (event_seq));
diesel::joinable!(outbox -> users (recipient_user));
diesel::joinable!(parked_posts -> users (user_id));
diesel::joinable!(passkeys -> users (user_id));
diesel::joinable!(payout_profiles -> accounts (account_id));
diesel::joinable!(privacy_request_repeats -> privacy_requests (request_id));
diesel::joinable!(publisher_commercials -> accounts (account_id));
diesel::joinable!(review_cases -> accounts (account_id));
diesel::joinable!(review_cases -> orders (order_id));
diesel::joinable!(review_cases -> sites (site_id));
diesel::joinable!(review_cases -> users (decided_by));
diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(sessions -> viewings (viewing_id));
diesel::joinable!(sign_ins -> users (user_id));
diesel::joinable!(signatures -> agreements (agreement_id));
diesel::joinable!(signatures -> users (user_id));
diesel::joinable!(sites -> accounts (account_id));
diesel::joinable!(sites -> users (state_by));
diesel::joinable!(suppressions -> outbox (outbox_id));
diesel::joinable!(testimonials -> accounts (account_id));
diesel::joinable!(viewed_pages -> viewings (viewing_id));
diesel::joinable!(viewings -> accounts (account_id));
diesel::joinable!(viewings -> users (viewer_id));

diesel::allow_tables_to_appear_in_same_query!(
    accounts,
    agreements,
    announcement_reads,
    announcements,
    approvals,
    audit_events,
    audit_values,
    authenticators,
    billing_profiles,
    call_attempts,
    case_facts,
    case_notes,
    case_presence,
    case_tasks,
    certificates,
    change_requests,
    companies,
    consents,
    contacts,
    data_exports,
    decision_undos,
    devices,
    disclosures,
    email_changes,
    form_keys,
    guesses,
    inquiries,
    inquiry_messages,
    invitations,
    looks,
    member_invitations,
    memberships,
    network_commercials,
    one_time_tokens,
    order_messages,
    order_revisions,
    orders,
    outbox,
    parked_posts,
    passkey_ceremonies,
    passkeys,
    payout_profiles,
    privacy_request_repeats,
    privacy_requests,
    publisher_commercials,
    recovery_codes,
    review_cases,
    search_tails,
    sessions,
    sign_ins,
    signatures,
    sites,
    suppressions,
    testimonials,
    users,
    viewed_pages,
    viewings,
    weekly_figures,
);
